import type { Tensor } from '@tensorflow/tfjs-core';
import { averageShareAt, penaltyShareAt } from '@shared/config/schedules.ts';
import { lossOf } from '@shared/loss/index.ts';
import { imageRangeOf } from '@shared/network/layers.ts';
import { isPaired, pairShape } from '@shared/pairs.ts';
import { readingsOf, type Readings } from '../../metric/readings.ts';
import type { DrawSource, StepDraws } from '../../random/step-draws.ts';
import { shownReal } from '../batches.ts';
import type { Duel, DuelContext, DuelOptions, Player } from '../duel.ts';
import type { DeviceFeed, Feed } from '../feed.ts';
import { joinedPairs, partsOf } from '../joined-pairs.ts';
import { shownOf } from '../mirror.ts';
import type { Asked, Due, LabelledImages } from '../objective/game.ts';

/** An array that a training step is fed. */
export interface StepInput {
  name: string;
  shape: readonly number[];
  dtype: 'float32' | 'int32';
  valuesAt(step: number): Float32Array | Int32Array;
  /** How a compiled step makes it for itself; left out where it has to be fed. */
  onDevice?: DeviceInput;
}

/** The name under which a compiled step finds the data set on the device. */
export const RESIDENT_IMAGES = 'images';

/** What a compiled step makes an input with. */
export interface DeviceOps extends DrawSource {
  gather(resident: string, indices: Tensor): Tensor;
}

export interface DeviceInput {
  /** What is fed in its place; null where nothing is. */
  fed: Omit<StepInput, 'onDevice'> | null;
  make(ops: DeviceOps, fed: Tensor | null): Tensor;
}

const NOISE = 'noise';
/** What follows a schedule beside the optimisers: see `penaltyShareAt` and `averageShareAt`. */
const SHARES = { penaltyShare: penaltyShareAt, averageShare: averageShareAt } as const;
const realName = (part: number): string => `real/${part}`;
const realLabelsName = (part: number): string => `real/${part}/labels`;
const latentsName = (player: Player, part: number): string => `${player}/latents/${part}`;
const askedLabelsName = (player: Player, part: number): string => `${player}/labels/${part}`;
const parts = (count: number): number[] => Array.from({ length: count }, (_, part) => part);

/** Whether D's images get noise at some time of the run. */
const hasNoise = ({ config }: Pick<DuelOptions, 'config'>): boolean => config['noise.start'] > 0;
const hasLabels = ({ networks }: Pick<DuelOptions, 'networks'>): boolean => networks.classes !== undefined;

/**
 * Everything a step that sees `count` real images is fed: a batch for each update of D, latents for each update, and
 * where a loss of pairs has G asked for new images, as many real ones beside them.
 */
export function stepInputs(options: DuelOptions, feed: Feed, count: number): StepInput[] {
  const { networks, recipe, config } = options;
  const paired = isPaired(networks);
  const { height, width, channels } = paired ? pairShape(networks.image) : networks.image;
  const share = shownReal(recipe, count);
  const labels = (name: string, rows: number, valuesAt: (step: number) => Int32Array): StepInput[] =>
    hasLabels(options) ? [{ name, shape: [rows], dtype: 'int32', valuesAt }] : [];
  const { device } = feed;
  const shown = (part: number, rows: number): StepInput[] => [
    {
      name: realName(part),
      shape: [rows, height, width, channels],
      dtype: 'float32',
      valuesAt: (step) => feed.real(step, part, rows),
      ...(device?.images && { onDevice: gathered(device, part, rows) }),
    },
    ...labels(realLabelsName(part), rows, (step) => feed.realLabels(step, part, rows)),
  ];
  const latents = (player: Player, part: number, rows: number): StepInput => ({
    name: latentsName(player, part),
    shape: [rows, networks.latentSize],
    dtype: 'float32',
    valuesAt: (step) => feed.latents(player, step, part, rows),
    ...(device && { onDevice: { fed: null, make: (ops) => device.latents(ops, player, part, rows) } }),
  });
  const asked = (player: Player, part: number, rows: number): StepInput[] => [
    // Of pairs, G is given the inputs of those that D sees.
    ...(paired ? [] : [latents(player, part, rows)]),
    ...labels(askedLabelsName(player, part), rows, (step) => feed.askedLabels(player, step, part, rows)),
  ];
  const shares = (Object.keys(SHARES) as (keyof typeof SHARES)[]).flatMap((name): StepInput[] =>
    SHARES[name](config, 0) === null
      ? []
      : [{ name, shape: [], dtype: 'float32', valuesAt: (step) => Float32Array.of(SHARES[name](config, step) ?? 1) }],
  );
  const noise: StepInput = {
    name: NOISE,
    shape: [],
    dtype: 'float32',
    valuesAt: (step) => Float32Array.of(feed.noise(step)),
  };
  return [
    ...parts(config['steps.discriminator']).flatMap((part) => [
      ...shown(part, share),
      ...asked('discriminator', part, share),
    ]),
    ...(recipe.generator.latents === 'fresh'
      ? parts(config['steps.generator']).flatMap((part) => [
          ...asked('generator', part, count),
          ...(lossOf(config).pairs ? shown(config['steps.discriminator'] + part, count) : []),
        ])
      : []),
    ...(hasNoise(options) ? [noise] : []),
    ...shares,
  ];
}

/** Real images of an update, by their numbers in the data set that the device keeps. */
const gathered = (device: DeviceFeed, part: number, rows: number): DeviceInput => ({
  fed: {
    name: `${realName(part)}/indices`,
    shape: [rows],
    dtype: 'int32',
    valuesAt: (step) => device.indices(step, part, rows),
  },
  make: (ops, indices) => {
    if (!indices) throw new Error('The step was not told which images it sees.');
    return device.scaled(ops.gather(RESIDENT_IMAGES, indices));
  },
});

/**
 * One training step: D's updates, then G's, of those that are due. All tensors belong to the current tidy scope.
 * @param inputs the {@link stepInputs}, by name
 * @param due what of it runs in this step
 * @param graph where the optimisers do not count their updates themselves, and ops run in an order of their own
 * @returns what was read in each update
 */
export function playStep(
  duel: Duel,
  inputs: Readonly<Record<string, Tensor>>,
  draws: StepDraws,
  due: Due,
  graph: Pick<DuelContext, 'next' | 'after' | 'lengthOnceIn'> = {},
): Readings {
  const { config, recipe } = duel;
  const input = (name: string): Tensor => {
    const tensor = inputs[name];
    if (!tensor) throw new Error(`The step was not fed ${name}.`);
    return tensor;
  };
  /** Null where it follows no schedule. */
  const share = (name: keyof typeof SHARES): Tensor | null => inputs[name] ?? null;
  const { augmentProbability } = duel;
  const p = augmentProbability?.value() ?? null;
  const context: DuelContext = {
    draws,
    due,
    noise: hasNoise(duel) ? input(NOISE) : null,
    penaltyShare: share('penaltyShare'),
    ...(p && { augmentation: { p, changes: config['ada.changes'], range: imageRangeOf(duel.networks) } }),
    ...graph,
  };
  const labels = (name: string): Tensor | null => (hasLabels(duel) ? input(name) : null);
  // What G's update is given is what D saw.
  const shown = new Map<number, LabelledImages>();
  const real = (part: number): LabelledImages => {
    const known = shown.get(part);
    if (known) return known;
    const fed = input(realName(part));
    const given = isPaired(duel.networks) ? joinedPairs(fed) : fed;
    const made = { images: shownOf(given, config, draws), labels: labels(realLabelsName(part)) };
    shown.set(part, made);
    return made;
  };
  const asked = (player: Player, part: number): Asked => ({
    latents: isPaired(duel.networks) ? partsOf(real(part).images).input : input(latentsName(player, part)),
    labels: labels(askedLabelsName(player, part)),
  });
  const rounds = config['steps.discriminator'];
  const fresh = recipe.generator.latents === 'fresh';
  const askedOfGenerator = (part: number): Asked =>
    fresh ? asked('generator', part) : asked('discriminator', rounds - 1);
  const besideGenerator = (part: number): LabelledImages =>
    real(fresh && lossOf(config).pairs ? rounds + part : rounds - 1);

  const read: Readings[] = [];
  const [movesD, movesG] = [due(config['steps.discriminatorEvery']), due(config['steps.generatorEvery'])];
  const together = recipe.order === 'simultaneous' && movesD && movesG;
  // Where both move at once it is D's last move and G's first.
  if (movesD)
    for (const part of parts(together ? rounds - 1 : rounds))
      read.push(...duel.updateDiscriminator(real(part), asked('discriminator', part), context));
  if (together)
    read.push(
      ...duel.updateBoth(
        { real: real(rounds - 1), asked: asked('discriminator', rounds - 1) },
        { real: besideGenerator(0), asked: askedOfGenerator(0) },
        context,
      ),
    );
  if (movesG) {
    for (const part of parts(config['steps.generator']).slice(together ? 1 : 0))
      read.push(duel.updateGenerator(besideGenerator(part), askedOfGenerator(part), context));
    read.push(...duel.regularizeGenerator(askedOfGenerator(0), context));
    duel.followGenerator(share('averageShare'));
  }
  augmentProbability?.follow(read);
  if (p) read.push(readingsOf([{ values: p, parts: [{ kind: 'augmentProbability', count: 1 }] }]));
  return readingsOf(read);
}
