import type { WalkOptions } from '@shared/animation/options.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { imageRangeOf } from '@shared/network/layers.ts';
import { isPaired } from '@shared/pairs.ts';
import { gridLayout } from '@shared/run.ts';
import { momentLabel, type FrameSource } from '../../../export/index.ts';
import type { Library } from '../../../store/index.ts';
import { walkLatents, type LatentWalk } from '../../training/latent-walk.ts';
import { drawLatents } from '../../training/latents.ts';
import { drawImages } from '../../training/samples.ts';
import { openGenerator } from '../generator.ts';
import { gridPicture } from '../grid.ts';
import { steer, type Steered } from '../steered.ts';

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
  if (isPaired((await library.readRun(runId)).networks))
    throw new ForgerError(
      'invalid-request',
      'A walk goes from latent to latent, and this generator begins with an image. Make an animation of its epochs.',
    );
  const { network, record, step, dispose } = await openGenerator(library, runId, options.step, 'cpu', options.weights);
  const { image, latentSize, classes } = record.networks;
  const { latents, tiles, frames, seed = record.config.seed, steering } = options;
  const walk: LatentWalk = { prior: record.config['latent.prior'], latentSize, tiles, latents, frames };
  const latentsOf = (of: number, count: number): Float32Array =>
    drawLatents(walk.prior, { seed: of, purpose: 'sampleLatents', step: 0 }, count, latentSize);
  const fixed = latentsOf(seed, latents * tiles);
  let steered: Steered | undefined;
  try {
    steered = steering && steer(network, record, steering, (of) => latentsOf(of, tiles));
  } catch (error) {
    dispose();
    throw error;
  }
  const asked = {
    shape: [latentSize],
    range: imageRangeOf(record.networks),
    // Where G is asked for labels, the tiles go through them.
    ...(classes && { labels: Int32Array.from({ length: tiles }, (_, tile) => tile % classes) }),
  };
  const label = momentLabel(record, { step, epoch: step / record.stepsPerEpoch });
  const { columns, rows } = gridLayout(tiles, image);
  return {
    shape: { width: columns * image.width, height: rows * image.height, channels: image.channels },
    labels: Array.from({ length: frames }, () => label),
    frame: async (index) => {
      const rows = { ...asked, latents: walkLatents(fixed, index, walk) };
      return gridPicture(await drawImages(network, rows, steered?.imagesOf), image).pixels;
    },
    dispose: () => {
      steered?.dispose();
      dispose();
    },
  };
}
