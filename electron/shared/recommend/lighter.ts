import type { ImageShape } from '../network/layers.ts';
import { leastTrainingBytes } from '../network/memory.ts';
import { findPreset, NetworkFitError, networksOf } from '../presets/index.ts';
import { imagesFor } from '../presets/networks-of.ts';
import { stepProducts, type StepSubject } from '../step-arithmetic.ts';
import { narrowerThan } from './width.ts';
import { about, digits, inDays, shareWords, whole } from './words.ts';

/** In seconds: who starts a run waits two days for it at most; longer ones are told what would go. */
const LONGEST_RUN = 2 * 86_400;
/** Of fewer of its steps a run shows nothing of what it was made for. */
const LEAST_SHARE = 0.01;
/** From this side down pictures are small enough for any machine. */
const SMALLEST = 32;

/** A run of so many steps. */
export interface LongRun extends StepSubject {
  totalSteps: number;
  /** The networks are the user's own, in place of the recipe's. */
  own?: unknown;
}

/** How long a step takes where it takes least, and whether that was measured or follows from the arithmetic of its networks. */
export interface StepTime {
  seconds: number;
  measured: boolean;
}

/** Why a run would not end in good time, and what would: sentences for people. */
export interface TooSlow {
  fault: string;
  /** From the one nearest to what was asked for; empty where nothing is known to go. */
  instead: string[];
}

/**
 * What to say of a run that would take more than two days wherever it trained.
 * @param step on the fastest device it fits
 * @param freeBytes memory that lighter networks may take
 * @returns null where it is done sooner
 */
export function tooSlow(run: LongRun, step: StepTime, freeBytes: number): TooSlow | null {
  const seconds = step.seconds * run.totalSteps;
  if (seconds <= LONGEST_RUN) return null;
  const by = step.measured ? '' : ', by the arithmetic of its networks';
  return {
    fault: `This run would take ${about(seconds)} here${by}: ${digits(step.seconds)} s a step.`,
    instead: [...lighterNetworks(run, step, freeBytes), ...fewerSteps(run, step)],
  };
}

/** The widest that are done in time, and wider ones on smaller images. */
function lighterNetworks(run: LongRun, step: StepTime, freeBytes: number): string[] {
  const { config, networks, recipe } = run;
  const preset = findPreset(config.preset);
  if (!preset || run.own) return [];
  const pace = stepProducts(run) / step.seconds;
  const width = config['network.width'];
  /** Null where they do not fit the images or the memory, or take as long. */
  const secondsOf = (image: ImageShape, share: number): number | null => {
    const lighter = { ...config, 'network.width': share };
    try {
      const made = networksOf(preset, lighter, imagesFor(preset, image, networks.classes ?? 0));
      if (leastTrainingBytes(made, lighter) > freeBytes) return null;
      const took = (run.totalSteps * stepProducts({ config: lighter, networks: made, recipe })) / pace;
      return took <= LONGEST_RUN ? took : null;
    } catch (error) {
      if (error instanceof NetworkFitError) return null;
      throw error;
    }
  };
  const found: string[] = [];
  // Smaller images are a gain only with wider networks.
  let widths = [width, ...narrowerThan(preset, width)];
  for (const image of sizesFrom(networks.image)) {
    const [going] = widths.flatMap((share) => {
      const seconds = secondsOf(image, share);
      return seconds === null ? [] : [{ share, seconds }];
    });
    if (!going) continue;
    const { share, seconds } = going;
    const size = `images of ${image.width} × ${image.height}`;
    found.push(`${shareWords(share)} on ${size}: ${about(seconds)}, ${digits(seconds / run.totalSteps)} s a step`);
    widths = widths.filter((one) => one > share);
  }
  return found;
}

/** The images themselves, and as they could be imported smaller. */
function sizesFrom(image: ImageShape): ImageShape[] {
  const half = { ...image, height: Math.floor(image.height / 2), width: Math.floor(image.width / 2) };
  return [image, ...(Math.min(half.height, half.width) >= SMALLEST ? sizesFrom(half) : [])];
}

/** As many as are done in time, in two digits. */
function fewerSteps({ totalSteps }: LongRun, { seconds }: StepTime): string[] {
  const most = LONGEST_RUN / seconds;
  if (most < Math.max(1, totalSteps * LEAST_SHARE)) return [];
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(most)) - 1);
  const steps = Math.floor(most / unit) * unit;
  return [`the same networks for ${whole(steps)} of its ${whole(totalSteps)} steps`];
}

/** What stands before the list of {@link TooSlow.instead}. */
export const fittingInWords = `Within ${inDays(LONGEST_RUN)} go:`;
