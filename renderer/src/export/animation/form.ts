import { labelStrip, labelText } from '@shared/animation/label.ts';
import {
  FPS,
  LOOK_DEFAULTS,
  SCALE,
  WALK_DEFAULTS,
  type AnimationFormat,
  type AnimationOptions,
} from '@shared/animation/options.ts';
import { keepsAverage } from '@shared/config/schedules.ts';
import { loopSeconds } from '@shared/animation/timing.ts';
import { sampleShape } from '@shared/pairs.ts';
import { gridLayout, type GeneratorWeights, type RunRecord } from '@shared/run.ts';
import { TRUNCATION, type Steering } from '@shared/styles.ts';
import { unitOf } from '../../metrics/unit.ts';
import type { Moment } from '../../samples/moments.ts';

/** What the form holds; lengths in the animation's own pixels, places by step. */
export interface AnimationChoices {
  what: AnimationOptions['what'];
  format: AnimationFormat;
  /** Frames a second, of either kind. */
  fps: Record<AnimationOptions['what'], number>;
  scale: Record<AnimationOptions['what'], number>;
  label: boolean;
  /** Seconds. */
  hold: number;
  from: number;
  to: number;
  /** Checkpoint of the walk. */
  step: number;
  tiles: number;
  latents: number;
  frames: number;
  seed: number;
  /** Of the walk's generator. */
  weights: GeneratorWeights;
  /** ψ: 1 leaves styles as they are. */
  truncation: number;
  /** Seed of the styles that are mixed in. */
  otherSeed: number;
  /** The style layer, from 0, that is the first to take them; null: none does. */
  mixFrom: number | null;
}

/** Choices of tiles: squares, one large image first. */
export const TILES = [1, 4, 9, 16, 25] as const;
export const LATENTS = { least: 2, most: 24 } as const;
export const FRAMES = { least: 24, most: 480, step: 12 } as const;
/** How finely ψ is chosen. */
export const TRUNCATION_STEP = 0.05;
export const SLIDERS = { fps: FPS, scale: { least: SCALE.least, most: 16 } } as const;

/** Sides that the first choice of pixel size aims at. */
const AIMED_SIDE = 480;

/** The pixel size at which so many images side by side come nearest to a good size for a screen. */
export function aimedScale(record: RunRecord, images: number, classes?: number): number {
  const { width, height } = frameOf(record, images, classes);
  return Math.max(1, Math.min(SLIDERS.scale.most, Math.round(AIMED_SIDE / Math.max(width, height))));
}

export function firstChoices(record: RunRecord, moments: readonly Moment[], step: number): AnimationChoices {
  return {
    ...LOOK_DEFAULTS,
    what: 'epochs',
    fps: { epochs: LOOK_DEFAULTS.fps, walk: WALK_DEFAULTS.fps },
    scale: {
      epochs: aimedScale(record, record.config['samples.count'], record.networks.classes),
      walk: aimedScale(record, WALK_DEFAULTS.tiles),
    },
    from: moments[0]?.step ?? 0,
    to: moments.at(-1)?.step ?? 0,
    step,
    tiles: WALK_DEFAULTS.tiles,
    latents: WALK_DEFAULTS.latents,
    frames: WALK_DEFAULTS.frames,
    seed: record.config.seed,
    weights: keepsAverage(record.config) ? 'average' : 'own',
    truncation: TRUNCATION.most,
    otherSeed: (record.config.seed + 1) >>> 0,
    mixFrom: null,
  };
}

function steeringOf({ truncation, otherSeed, mixFrom }: AnimationChoices): { steering?: Steering } {
  if (truncation === TRUNCATION.most && mixFrom === null) return {};
  return {
    steering: { truncation, ...(mixFrom !== null && { mixing: { seed: otherSeed, from: mixFrom } }) },
  };
}

export function optionsOf(choices: AnimationChoices): AnimationOptions {
  const { what, format, label, step, tiles, latents, frames, seed, weights } = choices;
  const look = { format, fps: choices.fps[what], scale: choices.scale[what], label };
  return what === 'epochs'
    ? { what, ...look, hold: choices.hold, fromStep: choices.from, toStep: choices.to }
    : { what, ...look, hold: 0, step, tiles, latents, frames, seed, weights, ...steeringOf(choices) };
}

/** The options that decide a file's size: speed does not, so changing it need not ask again. */
export const sizeKey = (options: AnimationOptions): string => JSON.stringify({ ...options, fps: 0, hold: 0 });

interface Size {
  width: number;
  height: number;
}

/** A frame in its own pixels: so many images side by side; of sample grids with labels, each row is one. */
function frameOf(record: RunRecord, images: number, classes?: number): Size {
  const { columns, rows, tileWidth, tileHeight } = gridLayout(images, sampleShape(record.networks), classes);
  return { width: columns * tileWidth, height: rows * tileHeight };
}

/** What is played: its frames in their own size, the label of each, and the picture that it makes. */
export interface Reel {
  frame: Size;
  labels: string[];
  /** Size of the file's pictures. */
  picture: Size;
  seconds: number;
}

/** The moments that an animation of the epochs shows. */
export const chosenMoments = (moments: readonly Moment[], { from, to }: AnimationChoices): Moment[] =>
  moments.filter(({ step }) => step >= from && step <= to);

export function reelOf(record: RunRecord, moments: readonly Moment[], choices: AnimationChoices): Reel {
  const walk = choices.what === 'walk';
  const frame = walk
    ? frameOf(record, choices.tiles)
    : frameOf(record, record.config['samples.count'], record.networks.classes);
  const unit = unitOf(record);
  const place = unit === 'step' ? choices.step : choices.step / record.stepsPerEpoch;
  const labels = walk
    ? Array.from({ length: choices.frames }, () => labelText(unit, place))
    : chosenMoments(moments, choices).map(({ at }) => labelText(unit, at));
  const { fps, hold, scale } = optionsOf(choices);
  const width = frame.width * scale;
  const strip = choices.label ? labelStrip(labels, width) : null;
  return {
    frame,
    labels,
    picture: { width, height: frame.height * scale + (strip?.height ?? 0) },
    seconds: loopSeconds(labels.length, fps, hold),
  };
}
