import facts from './cuda-packages.json' with { type: 'json' };

/** A package whose libraries are taken out of its wheel; a wheel is a zip. */
export interface CudaPackage {
  /** What it is, for whoever waits. */
  title: string;
  wheel: string;
  bytes: number;
  sha256: string;
  /** Bytes of what is kept. */
  unpackedBytes: number;
  /** What is kept, by its name in the wheel: TensorFlow looks for NVIDIA's libraries where the wheels have them. */
  kept: readonly string[];
}

/** TensorFlow's CUDA build with the newest libraries of CUDA 12 that it takes (extra `and-cuda` of its package). */
export const CUDA_PACKAGES: readonly CudaPackage[] = facts.packages;

/** In the packed app's resources: the addresses of the wheels, by their names. */
export const RECORDED_ADDRESSES = facts.recordedAs;
