import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { packWeights } from '@shared/network/layers-model.ts';
import { generatorInput, type NetworkPair } from '@shared/network/layers.ts';
import { styleNetworks } from '@shared/presets/style-stacks.ts';
import type { RunRecord } from '@shared/run.ts';
import { MEAN_LATENTS, styleLayers } from '@shared/styles.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import { Network } from '../../electron/engine/network/network.ts';
import { drawsOf } from '../../electron/engine/training/device-draws.ts';
import { saveVariables } from '../../electron/engine/training/state.ts';
import { steeredImages } from '../../electron/engine/training/steering.ts';
import latentsScript from '../../electron/export/page/browser/latents.js?raw';
import stylesScript from '../../electron/export/page/browser/styles.js?raw';
import { modelReadme } from '../../electron/export/model-readme.ts';
import { buildPage } from '../../electron/export/page/build-page.ts';
import { newRun } from '../store/support/fixtures.ts';

const COUNT = 5;
const LATENT = 4;

/** Styles of two sizes, the later made of the earlier, and labels. */
const OWN: NetworkPair = {
  latentSize: LATENT,
  image: { height: 4, width: 4, channels: 1 },
  classes: 3,
  generator: {
    nodes: [
      { type: 'labelEmbedding', classes: 3, join: 'multiply' },
      { type: 'dense', units: 6, useBias: true },
      { type: 'leakyRelu', slope: 0.2, id: 'mapped' },
      { type: 'style', id: 'first' },
      { type: 'dense', units: 3, useBias: true },
      { type: 'style', id: 'second' },
      { type: 'learnedConstant', shape: [4, 4, 2], from: 'input', id: 'constant' },
      {
        type: 'modulatedConv2d',
        filters: 3,
        kernelSize: 3,
        from: ['constant', 'first'],
        useBias: true,
        id: 'a',
      } as never,
      { type: 'modulatedConv2d', filters: 1, kernelSize: 3, from: ['a', 'second'], useBias: true } as never,
      { type: 'sigmoid' },
    ],
  },
  discriminator: [{ type: 'flatten' }, { type: 'dense', units: 1, useBias: true }],
};

const NETWORKS: [string, NetworkPair][] = [
  [
    "StyleGAN2's",
    styleNetworks({ height: 8, width: 8, channels: 3 }, LATENT, {
      ...{ channels: [4, 3], style: 5, mapping: 2, mappingRate: 0.1 },
    }),
  ],
  ['an own network with labels', OWN],
];

interface Page {
  drawLatents(seed: number, count: number, size: number, prior: string): Float32Array;
  meanStyles(generator: tf.GraphModel, facts: object): tf.Tensor[];
  steeredImages(
    generator: tf.GraphModel,
    styles: string[],
    inputs: tf.Tensor[],
    how: { psi: number; mean: tf.Tensor[]; others: tf.Tensor | null; from: number },
  ): tf.Tensor;
}

const LABELS = Int32Array.from({ length: COUNT }, (_, row) => row % 3);

/** The page of a generator with fresh weights: what it holds, its own functions, and the same generator in the engine. */
async function opened(pair: NetworkPair) {
  await openDevice('cpu');
  const network = new Network(pair.generator, generatorInput(pair), {
    ...{ initializer: 'torch', draws: drawsOf(5), purpose: 'generatorWeights' },
  });
  // Biases as after training, so that the mean style is none of zeros.
  for (const [salt, variable] of network.variables.entries())
    if (/bias|scale/i.test(variable.name)) {
      const length = variable.shape.reduce((a, b) => a * b, 1);
      variable.load(Float32Array.from({ length }, (_, place) => 0.6 + 0.4 * Math.sin(salt + 3 * place)));
    }
  const record: RunRecord = {
    ...newRun({ networks: pair }),
    ...{ format: 2, id: 'a', createdAt: '2026-01-01T00:00:00.000Z' },
  };
  const weights = packWeights(pair, 'generator', await saveVariables(network.variables));
  const html = buildPage({ record, step: 1, licence: 'free', inputs: new Uint8Array() }, weights, 'var tf;');
  const facts = JSON.parse(/<script id="model" type="application\/json">(.*?)<\/script>/s.exec(html)![1]!);
  const page = new Function(
    'tf',
    `${latentsScript}${stylesScript}; return { drawLatents, meanStyles, steeredImages };`,
  )(tf) as Page;
  const { topology, signature, specs, weights: packed } = facts.model;
  const load = (): Promise<tf.GraphModel> =>
    tf.loadGraphModel(
      tf.io.fromMemory({
        ...{ modelTopology: topology, signature, weightSpecs: specs },
        weightData: new Uint8Array(Buffer.from(packed, 'base64')).buffer,
      }),
    );
  return { network, record, facts, page, load };
}

const near = (made: ArrayLike<number>, wanted: ArrayLike<number>, within: number): void => {
  expect(made).toHaveLength(wanted.length);
  const apart = Array.from(made, (value, place) => Math.abs(value - wanted[place]!));
  expect(Math.max(...apart)).toBeLessThan(within);
};

describe.each(NETWORKS)('the page of %s generator', (_, pair) => {
  beforeAll(() => tf.env().set('PROD', true));

  const pass = () => ({
    mode: 'inference' as const,
    ...(pair.classes !== undefined && { labels: tf.tensor1d(LABELS, 'int32') }),
  });
  const inputsOf = (latents: Float32Array): tf.Tensor[] => [
    tf.tensor2d(latents, [COUNT, LATENT]),
    ...(pair.classes === undefined ? [] : [tf.tensor2d(LABELS, [COUNT, 1], 'int32')]),
  ];

  it('knows where a style can be put in, and without a word draws what it drew before, to the bit', async () => {
    const { facts, page, load } = await opened(pair);
    await tf.setBackend('cpu');
    const model = await load();
    expect(facts.styles).toHaveLength(styleLayers(pair.generator).length);
    expect(new Set(facts.styles).size).toBe(facts.styles.length);
    const inputs = inputsOf(page.drawLatents(1, COUNT, LATENT, 'normal'));
    const plain = await (model.predict(inputs) as tf.Tensor).data();
    const how = { psi: 1, mean: [], others: null, from: facts.styles.length };
    expect([...(await page.steeredImages(model, facts.styles, inputs, how).data())]).toEqual([...plain]);
    const mean = page.meanStyles(model, facts);
    const others = inputsOf(page.drawLatents(2, COUNT, LATENT, 'normal'));
    const measured = { ...how, mean, others: others[0]! };
    expect([...(await page.steeredImages(model, facts.styles, inputs, measured).data())]).toEqual([...plain]);
    // From the first layer on, all of it is the other seed's.
    const swapped = page.steeredImages(model, facts.styles, inputs, { ...measured, from: 0 });
    expect([...(await swapped.data())]).toEqual([...(await (model.predict(others) as tf.Tensor).data())]);
  });

  it('comes with words on how to mix styles, in code that runs', async () => {
    const { network, record, facts, page, load } = await opened(pair);
    network.dispose();
    await tf.setBackend('cpu');
    const model = await load();
    const readme = modelReadme({ record, step: 1, licence: 'free', inputs: new Uint8Array() });
    const code = /```js\n(.*?)```/s.exec(readme)![1]!;
    const [latents, others] = [1, 2].map((seed) => page.drawLatents(seed, COUNT, LATENT, 'normal'));
    const [inputs, [other]] = [inputsOf(latents!), inputsOf(others!)];
    const run = new Function('generator', 'input', 'other', 'labels', 'from', `${code}; return images;`);
    const images = run(model, inputs[0], other, inputs[1], 1) as tf.Tensor;
    const wanted = page.steeredImages(model, facts.styles, inputs, { psi: 1, mean: [], others: other!, from: 1 });
    expect([...(await images.data())]).toEqual([...(await wanted.data())]);
  });

  it('draws the same pixels as the engine, truncated and mixed', async () => {
    const { network, facts, page, load } = await opened(pair);
    const [latents, others] = [1, 2].map((seed) => page.drawLatents(seed, COUNT, LATENT, 'normal')) as [
      Float32Array,
      Float32Array,
    ];
    const mean = await meanByHand(network, page, pair);
    const drawn: Float32Array[] = [];
    const asked = [0.7, 0, -1].flatMap((psi) =>
      facts.styles.map((__: string, place: number) => ({ psi, from: place + 1 })),
    );
    for (const { psi, from } of asked) {
      const images = tf.tidy(() =>
        steeredImages(network, {
          truncation: { psi, mean: mean.map((style) => tf.tensor2d(style, [1, style.length])) },
          mixing: { latents: others, from },
        })(tf.tensor2d(latents, [COUNT, LATENT]), pass()),
      );
      drawn.push((await images.data()) as Float32Array);
    }
    network.dispose();
    await tf.setBackend('cpu');
    const model = await load();
    const means = page.meanStyles(model, facts);
    for (const [place, style] of means.entries()) near(await style.data(), mean[place]!, 1e-5);
    const held = tf.memory().numTensors;
    for (const [index, { psi, from }] of asked.entries()) {
      const images = tf.tidy(() => {
        const [inputs, other] = [inputsOf(latents), tf.tensor2d(others, [COUNT, LATENT])];
        return page.steeredImages(model, facts.styles, inputs, { psi, mean: means, others: other, from });
      });
      const wanted = drawn[index]!;
      near(await images.data(), wanted, 1e-5 * Math.max(...wanted.map(Math.abs)));
      images.dispose();
    }
    expect(tf.memory().numTensors).toBe(held);
    // What is asked for changes the picture, each time.
    expect(new Set(drawn.slice(0, facts.styles.length).map((values) => values.join())).size).toBe(facts.styles.length);
    // At ψ = 0 every image has the mean style: alike, but for labels and what follows from them.
    const rows = drawn[facts.styles.length]!;
    const size = rows.length / COUNT;
    near(rows.subarray(size, 2 * size), rows.subarray(0, size), 1e-5);
  });
});

/** The mean style of each place, latent by latent and added up in float64. */
async function meanByHand(network: Network, page: Page, pair: NetworkPair): Promise<number[][]> {
  const latents = page.drawLatents(0, MEAN_LATENTS, LATENT, 'normal');
  const labels = Int32Array.from({ length: MEAN_LATENTS }, (_, row) => row % (pair.classes ?? 1));
  const styles = network.stylesOf(tf.tensor2d(latents, [MEAN_LATENTS, LATENT]), {
    mode: 'inference',
    ...(pair.classes !== undefined && { labels: tf.tensor1d(labels, 'int32') }),
  });
  return Promise.all(
    styles.map(async (style) => {
      const values = await style.data();
      const size = style.shape[1]!;
      return Array.from({ length: size }, (_, feature) => {
        let sum = 0;
        for (let row = 0; row < MEAN_LATENTS; row++) sum += values[row * size + feature]!;
        return sum / MEAN_LATENTS;
      });
    }),
  );
}

it('a page without styles asks for none', async () => {
  const record: RunRecord = {
    ...newRun({}),
    ...{ format: 2, id: 'a', createdAt: '2026-01-01T00:00:00.000Z' },
  };
  const html = buildPage({ record, step: 1, licence: 'free', inputs: new Uint8Array() }, new Uint8Array(), 'var tf;');
  expect(JSON.parse(/<script id="model" type="application\/json">(.*?)<\/script>/s.exec(html)![1]!).styles).toEqual([]);
  expect(html).not.toContain('function meanStyles');
});
