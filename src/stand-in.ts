/** How a server that is not the one it stands for is called, wherever it is named. */

/** SecantusDB answers MongoDB's drivers, and whoever reads a figure must know that it is not MongoDB's. */
export const secantusLabel = (version: string): string => `SecantusDB ${version} (MongoDB protocol), not MongoDB`;
export const isSecantus = (version: string): boolean => version.startsWith('SecantusDB ');
