import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import type { ImageShape, Layer, NetworkPair } from '@shared/network/layers.ts';
import { nodesOf, withNodes } from '@shared/network/graph.ts';
import type { Recipe } from '@shared/presets/index.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import { judge, judgementRules } from '../../electron/engine/metric/judgement.ts';
import { sortReadings } from '../../electron/engine/metric/readings.ts';
import type { StepDraws, StepPurpose } from '../../electron/engine/random/step-draws.ts';
import { Duel } from '../../electron/engine/training/duel.ts';
import { dueAt } from '../../electron/engine/training/step/due.ts';
import { STYLE_RECIPE, styleNetworks, type StyleStack } from '../engine/support/style-networks.ts';
import { distance, PLAYERS, toTensor, type GoldenTensor, type GoldenTensors } from './golden.ts';

/** Networks steered by styles, path length, style mixing and R1 apart, against PyTorch: see make_styles.py. */
interface Golden {
  image: ImageShape;
  latentSize: number;
  stack: StyleStack;
  settings: Partial<RunSettings>;
  rate: number;
  before: Record<'generator' | 'discriminator', GoldenTensors>;
  after: Record<'generator' | 'discriminator', GoldenTensors>;
  steps: {
    real: GoldenTensor;
    ofD: GoldenTensor;
    ofG: GoldenTensor;
    draws: Record<string, GoldenTensor[]>;
    /** Of each pass through G, layer by layer. */
    noises: GoldenTensor[][];
    losses: Record<string, number>;
  }[];
  pathMean: number;
}
const GOLDEN = JSON.parse(readFileSync(join(import.meta.dirname, 'styles.json'), 'utf8')) as Golden;
const TOLERANCE = 2e-5;

/** Hands out the numbers PyTorch was given. */
function givenDraws({ draws, noises }: Golden['steps'][number]): StepDraws {
  const asked = new Map<string, number>();
  const given = (from: readonly GoldenTensor[] | undefined, kind: string, shape: readonly number[]): tf.Tensor => {
    const index = asked.get(kind) ?? 0;
    asked.set(kind, index + 1);
    const values = from?.[index];
    if (values?.shape.join() !== shape.join()) throw new Error(`PyTorch did not draw ${kind} ${index}, ${shape}.`);
    return toTensor(values);
  };
  const next = (purpose: StepPurpose, shape: readonly number[]): tf.Tensor => given(draws[purpose], purpose, shape);
  let passes = 0;
  return {
    normals: next,
    uniforms: next,
    trials: next,
    dropout: () => () => {
      throw new Error('There is no dropout here.');
    },
    layerNoise: () => {
      const pass = passes++;
      // D's passes ask for none; G's come in their order.
      return (_layer, shape) => given(noises[passOf(pass)], `noise ${passOf(pass)}`, shape);
    },
  };
  /** Passes that ask for noise, numbered as they do. */
  function passOf(pass: number): number {
    const known = asked.get(`pass ${pass}`);
    if (known !== undefined) return known;
    const next = asked.get('passes') ?? 0;
    asked.set('passes', next + 1);
    asked.set(`pass ${pass}`, next);
    return next;
  }
}

interface Change {
  settings?: Partial<RunSettings>;
  recipe?: Partial<Recipe['discriminator']>;
  layer?: (layer: Layer) => Layer;
  /** Of path lengths, before the first step. */
  mean?: number;
}

/** The largest share by which losses, the mean of path lengths, or the moves of weights differ after two steps. */
async function differences({ settings, recipe, layer, mean = 0 }: Change = {}): Promise<number> {
  const plain: Partial<RunSettings> = { 'latent.size': GOLDEN.latentSize };
  for (const player of PLAYERS) {
    plain[`optimizer.${player}.kind`] = 'sgd';
    plain[`optimizer.${player}.learningRate`] = GOLDEN.rate;
  }
  const config = resolveConfig({ preset: 'r1', dataset: 'golden', ...plain, ...GOLDEN.settings, ...settings });
  const rules = { ...STYLE_RECIPE, discriminator: { ...STYLE_RECIPE.discriminator, ...recipe } };
  const pair = styleNetworks(GOLDEN.image, GOLDEN.latentSize, GOLDEN.stack);
  const changed = <Network extends NetworkPair['generator']>(network: Network): Network =>
    layer ? withNodes(network, nodesOf(network).map(layer)) : network;
  const networks = { ...pair, generator: changed(pair.generator), discriminator: changed(pair.discriminator) };
  const duel = new Duel({ networks, recipe: rules, config });
  const { before } = GOLDEN;
  // What is kept of the noise is for inference alone.
  for (const player of PLAYERS)
    for (const variable of duel[player].variables)
      if (variable.name in before[player]) variable.load(Float32Array.from(before[player][variable.name]?.data ?? []));
  duel.pathLengths?.restore({ 'path/mean': mean });
  const found: number[] = [];
  for (const [index, step] of GOLDEN.steps.entries())
    tf.tidy(() => {
      const context = { draws: givenDraws(step), noise: null, due: dueAt(index) };
      const asked = (latents: GoldenTensor) => ({ latents: toTensor(latents), labels: null });
      const real = { images: toTensor(step.real), labels: null };
      const read = [
        ...duel.updateDiscriminator(real, asked(step.ofD), context),
        duel.updateGenerator(real, asked(step.ofG), context),
        ...duel.regularizeGenerator(asked(step.ofG), context),
      ];
      const values = tf.concat1d(read.map((one) => one.values)).dataSync<'float32'>();
      const sorted = sortReadings(
        values,
        read.flatMap(({ parts }) => parts),
      );
      const row: Record<string, number> = judge(sorted, judgementRules(rules, config));
      for (const name of ['dLossReal', 'dLossFake', 'dPenalty', 'gLoss', 'gPathPenalty']) {
        const [ours, theirs] = [row[name] ?? Number.NaN, step.losses[name] ?? Number.NaN];
        // What does not run in a step is no number.
        found.push(Number.isNaN(ours) && Number.isNaN(theirs) ? 0 : distance([ours], [theirs]));
      }
    });
  const { numbers } = await duel.save();
  if (duel.pathLengths) found.push(distance([numbers?.['path/mean'] ?? Number.NaN], [GOLDEN.pathMean]));
  for (const player of PLAYERS) {
    const trained = duel[player].trainable;
    expect(trained.map(({ name }) => name).sort()).toEqual(Object.keys(GOLDEN.after[player]).sort());
    for (const { name, value } of trained) {
      const [start, after] = [before, GOLDEN.after].map((arrays) => arrays[player][name]?.data ?? []) as [
        number[],
        number[],
      ];
      const ours = value.dataSync<'float32'>();
      const most = Math.max(...after.map((one, at) => Math.abs(one - (start[at] ?? Number.NaN))));
      // Of the furthest move, beyond the rounding of the weights themselves.
      const apart = after.map(
        (one, at) => Math.abs((ours[at] ?? Number.NaN) - one) - GOLDEN.steps.length * 2 ** -23 * Math.abs(one),
      );
      found.push(Math.max(0, ...apart) / most);
    }
  }
  duel.dispose();
  return found.some((one) => !(one >= 0)) ? Number.POSITIVE_INFINITY : Math.max(...found);
}

describe.each(['cpu', 'js'] as const)('on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  test('losses, the mean of path lengths and every weight after two steps, as in PyTorch', async () => {
    expect(await differences()).toBeLessThan(TOLERANCE);
  });
});

describe('the golden values have teeth', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  const changed =
    (id: RegExp, change: Partial<Layer>): NonNullable<Change['layer']> =>
    (layer) =>
      id.test(layer.id ?? '') ? ({ ...layer, ...change } as Layer) : layer;
  test.each<[string, Change]>([
    ['no mixing', { settings: { 'style.mixing': 0 } }],
    ['mixing in every pass', { settings: { 'style.mixing': 1 } }],
    ['another weight of path length', { settings: { 'path.weight': 1.999 } }],
    ['no path length', { settings: { 'path.weight': 0 } }],
    ['path length in fewer steps', { settings: { 'path.every': 3 } }],
    ['a penalty with D’s own loss', { recipe: { penalties: 'joined' } }],
    ['another penalty', { settings: { 'penalty.weight': 2.99 } }],
    ['a mapping as fast as the rest', { layer: changed(/^map0$/, { rate: 1 } as Partial<Layer>) }],
    ['no gain', { layer: changed(/^s8\.b\.conv$/, { outputGain: 1 } as Partial<Layer>) }],
    ['a gain of noise', { layer: changed(/noise$/, { outputGain: 1 } as Partial<Layer>) }],
    ['no equalised rate in D', { layer: changed(/^compared$/, { equalized: false } as Partial<Layer>) }],
    ['no equalised rate in G', { layer: changed(/^colours8$/, { equalized: false } as Partial<Layer>) }],
    ['colours demodulated', { layer: changed(/^image4$/, { demodulate: true } as Partial<Layer>) }],
    ['a style for the wrong layer', { layer: changed(/^colours8$/, { from: ['s8.b', 'style2'] }) }],
    ['a mean of lengths that starts elsewhere', { mean: 0.01 }],
  ])('%s is noticed', async (_what, change) => {
    expect(await differences(change)).toBeGreaterThan(10 * TOLERANCE);
  });
});
