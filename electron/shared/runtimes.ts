/** How far the installation of a runtime has come. */
export interface RuntimeProgress {
  stage: 'download' | 'unpack' | 'verify';
  /** The package it is at. */
  what: string;
  /** Bytes fetched and unpacked, of all there are. */
  done: number;
  total: number;
}

/** TensorFlow's CUDA runtime, as far as it is installed. */
export interface CudaState {
  installed: boolean;
  /** What an installation would fetch, and take on the disk in the end, in bytes. */
  downloadBytes: number;
  installedBytes: number;
  /** True where one was begun and can go on. */
  begun: boolean;
  /** Why it cannot be installed here, and what to do; null where it can. */
  obstacle: string | null;
}
