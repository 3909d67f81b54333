import { instanceNoise } from '@shared/config/noise.ts';
import { stepsPerEpoch, totalSteps } from '@shared/config/resolve.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import { count, plain } from '../lib/format.ts';

/** Instance noise over a run, as a line in a box of the given size. */
export interface NoiseCurve {
  path: string;
  /** The same in words. */
  words: string;
  epochs: number;
}

const POINTS = 120;

export function noiseCurve(config: RunConfig, images: number, width: number, height: number): NoiseCurve {
  const perEpoch = stepsPerEpoch(config, images);
  const steps = totalSteps(config, images);
  const at = (share: number): number => instanceNoise(config, share * steps, perEpoch);
  const top = config['noise.start'] || 1;
  const points = Array.from({ length: POINTS + 1 }, (_, index) => {
    const share = index / POINTS;
    return `${(share * width).toFixed(1)} ${(height - (at(share) / top) * height).toFixed(1)}`;
  });
  const epochs = steps / perEpoch;
  const gone = config['noise.epochs'];
  const words =
    config['noise.decay'] === 'none'
      ? `${plain(config['noise.start'])} from start to end.`
      : gone < epochs
        ? `${plain(config['noise.start'])} at the start, none from epoch ${plain(gone)} of ${count(epochs)} on.`
        : `${plain(config['noise.start'])} at the start, ${plain(Number(at(1).toPrecision(2)))} at the end of the run.`;
  return { path: `M${points.join('L')}`, words, epochs };
}
