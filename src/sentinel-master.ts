/** How sentinels of ours call their master: whoever starts them and whoever asks them must say the same. */
export const SENTINEL_MASTER = 'mhbench';
