import type { WalkOptions } from '@shared/animation/options.ts';
import { gridLayout } from '@shared/run.ts';
import { momentLabel, type FrameSource } from '../../../export/index.ts';
import type { Library } from '../../../store/index.ts';
import { walkLatents, type LatentWalk } from '../../training/latent-walk.ts';
import { drawImages, sampleLatents } from '../../training/samples.ts';
import { openGenerator } from '../generator.ts';
import { gridPicture } from '../grid.ts';

/** Frames that hold a generator on the device until they are let go. */
export interface HeldFrames extends FrameSource {
  dispose(): void;
}

/**
 * A closed walk through latent space, drawn frame by frame with a checkpoint's generator in inference mode. On
 * the CPU: the same file on every machine, and nothing taken from a run that trains on the GPU.
 * @throws {ForgerError} not-found, damaged, device-unavailable
 */
export async function walkFrames(library: Library, runId: string, options: WalkOptions): Promise<HeldFrames> {
  const { network, record, step, dispose } = await openGenerator(library, runId, options.step, 'cpu');
  const { image, latentSize } = record.networks;
  const { latents, tiles, frames, seed = record.config.seed } = options;
  const walk: LatentWalk = { prior: record.config['latent.prior'], latentSize, tiles, latents, frames };
  const fixed = sampleLatents({ count: latents * tiles, seed, prior: walk.prior, latentSize });
  const label = momentLabel(record, { step, epoch: step / record.stepsPerEpoch });
  const { columns, rows } = gridLayout(tiles, image);
  return {
    shape: { width: columns * image.width, height: rows * image.height, channels: image.channels },
    labels: Array.from({ length: frames }, () => label),
    frame: async (index) =>
      gridPicture(await drawImages(network, walkLatents(fixed, index, walk), latentSize), image).pixels,
    dispose,
  };
}
