/** Environment variables by which one process of Forger tells another what it needs to know. */
export const VARIABLES = {
  /** The folder of the data sets that ship. */
  bundledDatasets: 'FORGER_BUNDLED_DATASETS',
  /** Which NVIDIA GPU is used, by its number. */
  gpu: 'FORGER_GPU',
  /** How much of its memory is taken, in MiB. */
  gpuMemory: 'FORGER_GPU_MEMORY',
  /** Where one's own runs, data sets and recipes are. */
  library: 'FORGER_LIBRARY',
  /** A folder with a TensorFlow that is taken instead of the one that ships. */
  native: 'FORGER_NATIVE',
  /** Which GPUs WebGPU takes: `any`, or `swiftshader`, one in software. */
  webgpu: 'FORGER_WEBGPU',
} as const;
