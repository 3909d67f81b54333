import * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodesOf } from '@shared/network/graph.ts';
import type { RunRecord } from '@shared/run.ts';
import { exportTfjs } from '../../electron/export/index.ts';
import latentsScript from '../../electron/export/page/browser/latents.js?raw';
import { modelReadme } from '../../electron/export/model-readme.ts';
import { buildPage } from '../../electron/export/page/build-page.ts';
import { checkpointAt, libraryWithRun, NETWORKS, newRun, temporaryFolder } from '../store/support/fixtures.ts';
import type { NewRun } from '../../electron/store/index.ts';
import { forward } from './support/forward.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const toPixel = (value: number): number => Math.round((value + 1) * 127.5);

/** A run whose generator is asked for one of two labels and gives values from 0 to 1. */
const CONDITIONAL: Pick<NewRun, 'networks'> = {
  networks: {
    ...NETWORKS,
    classes: 2,
    generator: [
      { type: 'labelEmbedding', classes: 2, join: 'multiply' },
      { type: 'dense', units: 8, useBias: false },
      { type: 'reshape', shape: [4, 2, 1] },
      { type: 'sigmoid' },
    ],
  },
};

async function exported(name = 'Shoes: first/second') {
  const { library } = await libraryWithRun();
  const { id } = await library.createRun(newRun({ name }));
  const writer = await library.openWriter(id, 'cli');
  await writer.writeCheckpoint(checkpointAt(20));
  await writer.close();
  const outDir = join(await temporaryFolder(), 'exports');
  const result = await exportTfjs({ library, runId: id, step: 20, outDir });
  return { library, id, outDir, result };
}

async function fromFolder(folder: string): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  const bytes = await readFile(join(folder, weightsManifest[0].paths[0]));
  const weightData = new Uint8Array(bytes).buffer;
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }));
}

async function expectPixels(model: tf.LayersModel): Promise<void> {
  const latents = Array.from({ length: 5 }, (_, row) => [0, 1, 2].map((i) => Math.sin(11 * row + i)));
  const made = [...(await (model.predict(tf.tensor2d(latents)) as tf.Tensor).data())].map(toPixel);
  const expected = latents
    .flatMap((latent) => forward(nodesOf(NETWORKS.generator), checkpointAt(20).generator, latent))
    .map(toPixel);
  expect(made).toHaveLength(5 * 8);
  made.forEach((pixel, index) => expect(Math.abs(pixel - expected[index]!)).toBeLessThanOrEqual(1));
  expect(new Set(made).size).toBeGreaterThan(4);
}

describe('an exported generator', () => {
  it('is a new folder that says what it is', async () => {
    const { result, outDir } = await exported();
    expect(result.path).toBe(join(outDir, 'Shoes-first-second-generator-step-20'));
    expect((await readdir(result.path)).sort()).toEqual(['README.md', 'index.html', 'model.json', 'weights.bin']);
    for (const { name, bytes } of result.files) expect(await readFile(join(result.path, name))).toHaveLength(bytes);
    const readme = await readFile(join(result.path, 'README.md'), 'utf8');
    expect(readme).toContain('# Shoes: first/second: generator');
    expect(readme).toContain('20 steps (2 epochs), batch 128, seed 1');
    expect(readme).toContain('`[n, 100]`'.replace('100', '3'));
    expect(readme).toContain('MIT licence');
  });

  it('gives the same pixels in plain tfjs', async () => {
    const { result } = await exported();
    await expectPixels(await fromFolder(result.path));
  });

  it('gives the same pixels out of its page', async () => {
    const { result } = await exported();
    const html = await readFile(join(result.path, 'index.html'), 'utf8');
    const { model, latentSize, image } = JSON.parse(
      /<script id="model" type="application\/json">(.*?)<\/script>/s.exec(html)![1]!,
    );
    expect({ latentSize, image }).toEqual({ latentSize: 3, image: NETWORKS.image });
    const weightData = new Uint8Array(Buffer.from(model.weights, 'base64')).buffer;
    await expectPixels(
      await tf.loadLayersModel(
        tf.io.fromMemory({ modelTopology: model.topology, weightSpecs: model.specs, weightData }),
      ),
    );
  });

  it('never overwrites: a second export gets a name of its own', async () => {
    const { library, id, outDir, result } = await exported();
    await writeFile(join(result.path, 'README.md'), 'mine');
    await mkdir(join(outDir, 'Shoes-first-second-generator-step-20-2'));
    const again = await exportTfjs({ library, runId: id, step: 20, outDir });
    expect(again.path).toBe(join(outDir, 'Shoes-first-second-generator-step-20-3'));
    expect(await readFile(join(result.path, 'README.md'), 'utf8')).toBe('mine');
    expect((await readdir(outDir)).every((name) => name.startsWith('Shoes'))).toBe(true);
  });

  it('stays in the chosen folder whatever the run is called, and says so where there is no such step', async () => {
    const { library, id, outDir, result } = await exported('../../etc/\u202epasswd\\..\\CON');
    expect(join(outDir, result.path.slice(outDir.length + 1))).toBe(result.path);
    expect(await readdir(outDir)).toHaveLength(1);
    await expect(exportTfjs({ library, runId: id, step: 21, outDir })).rejects.toThrow(
      'There is no whole checkpoint of step 21.',
    );
    expect(await readdir(outDir)).toHaveLength(1);
  });
});

describe("the average of the generator's weights", () => {
  it('is a sentence where the run keeps none', async () => {
    const { library, id, outDir } = await exported();
    await expect(exportTfjs({ library, runId: id, step: 20, weights: 'average', outDir })).rejects.toThrow(
      'This run keeps no EMA of its generator.',
    );
    expect(await readdir(outDir)).toHaveLength(1);
  });

  it('is exported by itself, under its own name', async () => {
    const { library, id, outDir, result } = await exported();
    const own = checkpointAt(30);
    const average = own.generator.map(({ data, ...rest }) => ({ ...rest, data: data.map((value) => value / 2) }));
    const writer = await library.openWriter(id, 'cli');
    await writer.writeCheckpoint({ ...own, average });
    await writer.close();
    const made = await exportTfjs({ library, runId: id, step: 30, weights: 'average', outDir });
    expect(made.path).toContain('-average-step-30');
    const weightsOf = async (folder: string) =>
      new Float32Array(new Uint8Array(await readFile(join(folder, 'weights.bin'))).buffer);
    const plain = await exportTfjs({ library, runId: id, step: 30, outDir });
    expect([...(await weightsOf(made.path))]).toEqual(
      [...(await weightsOf(plain.path))].map((value) => Math.fround(value / 2)),
    );
    expect(result.path).not.toBe(plain.path);
  });
});

describe('the page', () => {
  const { step, generator } = checkpointAt(20);
  const weights = new Uint8Array(Float32Array.from(generator.flatMap(({ data }) => [...data])).buffer);
  const recordOf = (change: Partial<NewRun>): RunRecord => ({
    ...newRun(change),
    ...{ format: 2, id: 'a', createdAt: '2026-01-01T00:00:00.000Z' },
  });
  const pageOf = (change: Partial<NewRun>, tfjs = 'var tf;'): string =>
    buildPage({ record: recordOf(change), step, licence: '<b>free</b>', inputs: new Uint8Array() }, weights, tfjs);
  const page = (name: string, tfjs?: string): string => pageOf({ name }, tfjs);

  it('allows exactly the scripts and the style it holds, and nothing from anywhere else', () => {
    const html = page('Shoes');
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, code]) => hash(code!));
    const rules = /<style>(.*?)<\/style>/s.exec(html)![1]!;
    expect(rules).toContain('image-rendering: pixelated');
    const style = hash(rules);
    expect(scripts).toHaveLength(3);
    expect(policy).toBe(
      `default-src 'none'; script-src ${scripts.join(' ')}; style-src ${style}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(html).not.toMatch(/(?:src|href)="(?!data:)/);
  });

  it('cannot be broken out of by a name, a licence or the library’s own code', () => {
    const evil = '</script><script>alert(1)</script><!--{{page}}$&';
    const html = page(evil, `var tf = "</script><!--<script>"; // ${'$'}&\n//# sourceMappingURL=tf.min.js.map`);
    expect(html.match(/<script/g)).toHaveLength(4);
    expect(html.match(/<\/script>/g)).toHaveLength(4);
    expect(html).not.toContain('<!--');
    expect(html).not.toContain('<b>');
    expect(html).not.toContain('sourceMappingURL');
    expect(html).toContain('<title>&lt;/script&gt;&lt;script&gt;alert(1)');
    expect(html).toContain('"\\x3c/script>\\x3c!--\\x3cscript>"; // $&');
  });

  it('asks for a label where the generator does, and knows which values are black and white', () => {
    const [labelled, plain] = [
      pageOf({ ...CONDITIONAL, dataset: { ...newRun().dataset, labels: ['boot', '<bag>'] } }),
      pageOf({}),
    ].map((html) => JSON.parse(/<script id="model" type="application\/json">(.*?)<\/script>/s.exec(html)![1]!));
    expect(labelled).toMatchObject({ labels: ['boot', '<bag>'], range: 'unit', count: 64, columns: 32 });
    expect(labelled.model.topology.model_config.class_name).toBe('Functional');
    expect(plain).toMatchObject({ labels: null, range: 'signed', count: 64, columns: 8 });
    expect(
      JSON.parse(/<script id="model" type="application\/json">(.*?)<\/script>/s.exec(pageOf(CONDITIONAL))![1]!).labels,
    ).toEqual(['0', '1']);
  });

  it('comes with words on how to ask for a label', () => {
    const record = { ...recordOf(CONDITIONAL), dataset: { ...newRun().dataset, labels: ['boot', '<bag>'] } };
    const readme = modelReadme({ record, step, licence: 'free', inputs: new Uint8Array() });
    expect(readme).toContain('the label of each image. 0: boot, 1: \\<bag\\>');
    expect(readme).toContain("predict([tf.randomNormal([16, 3]), tf.zeros([16, 1], 'int32')]));");
    expect(readme).toContain('from 0 (black) to 1 (white): pixel = x × 255');
    expect(modelReadme({ record: recordOf({}), step, licence: 'free', inputs: new Uint8Array() })).toContain(
      'predict(tf.randomNormal([16, 3])).add(1).div(2));',
    );
  });

  it('draws latents that follow from the seed alone, as the prior says', () => {
    const drawLatents = new Function(`${latentsScript}; return drawLatents;`)() as (
      ...args: [number, number, number, string]
    ) => Float32Array;
    const normal = drawLatents(7, 100, 100, 'normal');
    expect(normal).toEqual(drawLatents(7, 100, 100, 'normal'));
    expect(normal).not.toEqual(drawLatents(8, 100, 100, 'normal'));
    const mean = normal.reduce((sum, value) => sum + value, 0) / normal.length;
    const variance = normal.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normal.length;
    // Five standard errors of 10,000 draws.
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.071);
    const uniform = drawLatents(7, 100, 100, 'uniform');
    expect(uniform.every((value) => value >= -1 && value < 1)).toBe(true);
    expect(uniform.reduce((sum, value) => sum + value ** 2, 0) / uniform.length).toBeCloseTo(1 / 3, 1);
  });
});
