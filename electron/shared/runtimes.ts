/** Where the packages come from, in words, while their server is not known. */
export const INDEX_OF_PIP = 'the index that pip is set to';

/** How far the installation of a runtime has come. */
export interface RuntimeProgress {
  stage: 'download' | 'unpack' | 'verify';
  /** The package it is at. */
  what: string;
  /** Bytes fetched and unpacked, of all there are. */
  done: number;
  total: number;
}

/** One of the packages that CUDA is made of. */
export interface CudaPart {
  /** "NVIDIA cuDNN". */
  title: string;
  /** Bytes to fetch, and bytes it takes in the end. */
  downloadBytes: number;
  installedBytes: number;
}

/** TensorFlow's CUDA runtime, as far as it is installed. */
export interface CudaState {
  installed: boolean;
  /** Where it lies, or will. */
  folder: string;
  /** Bytes that are there now: all of it, or what has been fetched of it so far. */
  presentBytes: number;
  /** The server it is fetched from; null where pip names it when it is wanted. */
  server: string | null;
  /** What is fetched. */
  packages: CudaPart[];
  /** What an installation would fetch, and take on the disk in the end, in bytes. */
  downloadBytes: number;
  installedBytes: number;
  /** True where one was begun and can go on. */
  begun: boolean;
  /** Why it cannot be installed here, and what to do; null where it can. */
  obstacle: string | null;
}
