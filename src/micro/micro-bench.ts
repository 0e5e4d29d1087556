/** What authors of in-process benches write. Their figures are read by people and never judged. */

/** Work inside our own process, ready to be called. */
export interface OpenMicroBench {
  /** Does the work once; what it returns is thrown away. A promise only where `awaited`. */
  readonly call: () => unknown;
  /** The call gives a promise, which belongs to its time. */
  readonly awaited?: true;
  readonly close?: () => void;
}

export interface MicroServices {
  /** The file of FAISS' binding, fetched or built if need be; throws where it cannot be had. */
  faiss(): Promise<string>;
}

export interface MicroBench {
  /** `copy-text/transactions`: its file's name comes first. */
  readonly name: string;
  /** What one call does `per` of, in the plural; many, where a timer would cost as much as one of them. */
  readonly unit: string;
  readonly per: number;
  /** Untimed. */
  readonly open: (services: MicroServices) => OpenMicroBench | Promise<OpenMicroBench>;
}
