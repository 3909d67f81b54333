import { duelOf } from '../bench/subject.ts';
import { probeApart, type ProbeLauncher } from '../preflight/apart.ts';

/** Small, with convolutions: it needs cuBLAS and cuDNN as every larger network does. */
const SMALL = {
  preset: 'dcgan-64',
  dataset: 'fashion-mnist',
  batch: 8,
  'network.width': 0.125,
  device: 'cuda',
} as const;
const IMAGE = { height: 28, width: 28, channels: 1 } as const;

export interface TryArguments {
  /** Starts a trying process that finds its runtime in the folder. */
  launchWith(runtime: string): ProbeLauncher;
  /** Any folder of the library, and that of the data sets that ship: real images are trained on. */
  library: string;
  bundledDir: string;
  signal: AbortSignal;
}

/** Trains a step on the GPU with the runtime in a folder, in a process of its own. @throws {ForgerError} when it does not */
export async function tryCuda(
  runtime: string,
  { launchWith, library, bundledDir, signal }: TryArguments,
): Promise<void> {
  const { config, recipe, networks } = duelOf({ settings: SMALL, image: IMAGE });
  const subject = { library, bundledDir, config, recipe, networks, dataset: SMALL.dataset, totalSteps: 1 };
  await probeApart(launchWith(runtime), { question: 'fit', subject }, signal);
}
