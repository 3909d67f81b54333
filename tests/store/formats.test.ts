import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fashionGanTorch } from '@shared/presets/fashion-gan-torch.ts';
import { RUN_FORMAT } from '@shared/run.ts';
import { configurationHash } from '../../electron/store/configuration-hash.ts';
import { RUN_LINEAGE, upgraded } from '../../electron/store/lineage.ts';
import { Library } from '../../electron/store/index.ts';
import { checkpointAt, libraryWithRun, metricRow, temporaryFolder } from './support/fixtures.ts';

/** A run as the first format had it, written by the program of that time. */
const OLD_RUN = '20260101-000000-form';

async function libraryOfFormatOne(): Promise<Library> {
  const library = await Library.open(await temporaryFolder());
  await cp(join(import.meta.dirname, 'format-1', OLD_RUN), library.runDir(OLD_RUN), { recursive: true });
  return library;
}

describe('a run of an older format', () => {
  it('opens whole: record, status, metrics and checkpoint', async () => {
    const library = await libraryOfFormatOne();
    expect((await library.listRuns()).map(({ id, status }) => [id, status.state, status.step])).toEqual([
      [OLD_RUN, 'stopped', 10],
    ]);
    expect(await library.newestCheckpoint(OLD_RUN)).toEqual(checkpointAt(10));
    expect((await library.readMetrics(OLD_RUN, 0)).columns.step).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect((await library.fingerprint(OLD_RUN)).metrics.rows).toBe(10);
    expect((await library.readMetricBuckets(OLD_RUN, { from: 1, to: 10, buckets: 2 })).rows).toEqual([5, 5]);
  });

  it('says by which recipe it trains and on what, and has the same hash as ever', async () => {
    const library = await libraryOfFormatOne();
    const record = await library.readRun(OLD_RUN);
    expect(record).toMatchObject({ format: RUN_FORMAT, recipe: fashionGanTorch.recipe, device: { kind: 'cpu' } });
    expect(configurationHash(record)).toBe('85371eb3939aa4801f3a318dbedc7940f68919bd3e71db89fb402a4e28173e69');
    const { recipe } = record;
    const mended = { ...recipe, adamEpsilon: { ...recipe.adamEpsilon, value: 1e-6 } };
    expect(configurationHash({ ...record, recipe: mended })).not.toBe(configurationHash(record));
  });

  it.each([
    ['CPU, TensorFlow 2.21.0', { kind: 'cpu' }, { tensorflow: '2.21.0' }],
    ['NVIDIA GPU, TensorFlow 2.9.1', { kind: 'cuda' }, { tensorflow: '2.9.1' }],
    ['JavaScript, tfjs 4.22.0', { kind: 'js' }, { tfjs: '4.22.0' }],
    ['GPU, WebGPU', { kind: 'webgpu' }, {}],
    ['GPU, WebGPU (Radeon (TM) 780M)', { kind: 'webgpu', name: 'Radeon (TM) 780M' }, {}],
    ['Software GPU, WebGPU (SwiftShader)', { kind: 'webgpu', name: 'SwiftShader', software: true }, {}],
    ['Abacus', {}, {}],
  ])('is read into kind, name and version of its device: %s', (title, device, versions) => {
    expect(upgraded({ format: 1, device: title }, RUN_LINEAGE)).toEqual({ format: RUN_FORMAT, device, versions });
  });

  it('has its way without the device, which then is that of the way', () => {
    const way = { device: 'js', execution: 'eager', threads: null };
    expect(upgraded({ format: 1, device: 'Abacus', way }, RUN_LINEAGE)).toMatchObject({ device: { kind: 'js' } });
  });

  it('that names a recipe of nobody is damaged', async () => {
    const library = await libraryOfFormatOne();
    const path = join(library.runDir(OLD_RUN), 'run.json');
    const text = await readFile(path, 'utf8');
    for (const preset of ['of-the-future', '__proto__', 'toString']) {
      const spoilt = text.replace('"preset": "fashion-gan-torch"', `"preset": "${preset}"`);
      expect(spoilt).not.toBe(text);
      await rm(join(library.runDir(OLD_RUN), 'checkpoints'), { recursive: true, force: true });
      await writeFile(path, spoilt.replace(/,\s*"sha256": "[0-9a-f]{64}"\n}\n$/, '\n}\n'));
      await expect(library.readRun(OLD_RUN)).rejects.toMatchObject({
        code: 'damaged',
        message: expect.stringContaining('"recipe"'),
      });
    }
  });

  it('keeps its file while it is read and goes on, and is of the present format once it is renamed', async () => {
    const library = await libraryOfFormatOne();
    const path = join(library.runDir(OLD_RUN), 'run.json');
    const text = await readFile(path, 'utf8');
    const writer = await library.openWriter(OLD_RUN, 'app');
    await writer.writeCheckpoint(checkpointAt(11));
    await writer.close();
    expect(await readFile(path, 'utf8')).toBe(text);
    const copy = join(library.runDir(OLD_RUN), 'checkpoints', 'step-00000011', 'run.json');
    expect(JSON.parse(await readFile(copy, 'utf8'))).toMatchObject({
      format: RUN_FORMAT,
      recipe: fashionGanTorch.recipe,
    });
    const before = await library.readRun(OLD_RUN);
    await library.renameRun(OLD_RUN, 'Shoes');
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: RUN_FORMAT, recipe: before.recipe });
    expect(await library.readRun(OLD_RUN)).toEqual({ ...before, name: 'Shoes' });
  });

  it('goes on, and what is written from then on is of the present format', async () => {
    const library = await libraryOfFormatOne();
    const writer = await library.openWriter(OLD_RUN, 'app');
    await writer.truncateMetrics(10);
    await writer.appendMetrics([metricRow(11)]);
    await writer.writeCheckpoint(checkpointAt(11));
    await writer.close();
    const checkpoints = join(library.runDir(OLD_RUN), 'checkpoints');
    const manifest = JSON.parse(await readFile(join(checkpoints, 'step-00000011', 'manifest.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const { size } = await stat(join(library.runDir(OLD_RUN), 'metrics.jsonl'));
    expect(manifest).toMatchObject({
      format: 2,
      step: 11,
      epoch: { completed: 1, steps: 1 },
      configuration: expect.stringMatching(/^[0-9a-f]{64}$/),
      metrics: { bytes: size },
    });
    expect(await library.newestCheckpoint(OLD_RUN)).toEqual(checkpointAt(11));
    expect(await library.readCheckpoint(OLD_RUN, 10)).toEqual(checkpointAt(10));
    expect((await readdir(checkpoints)).sort()).toEqual(['step-00000010', 'step-00000011']);
  });
});

describe('a run of a newer format', () => {
  it('is refused with a sentence, file by file, and left alone', async () => {
    const { library, id } = await libraryWithRun();
    const writer = await library.openWriter(id, 'app');
    for (const step of [1, 2]) await writer.writeCheckpoint(checkpointAt(step));
    await writer.close();
    const files = ['checkpoints/step-00000002/manifest.json', 'pins.json', 'run.json'];
    await library.pinCheckpoint(id, 2, true);
    const reads = [() => library.newestCheckpoint(id), () => library.pinnedCheckpoints(id), () => library.readRun(id)];
    for (const [at, file] of files.entries()) {
      const path = join(library.runDir(id), file);
      const text = (await readFile(path, 'utf8'))
        .replace(/"format": \d+/, '"format": 99')
        .replace(/,\s*"sha256": "[0-9a-f]{64}"\n}\n$/, '\n}\n');
      await writeFile(path, text);
      // Going back to an older checkpoint here would throw training away.
      await expect(reads[at]!()).rejects.toMatchObject({
        code: 'invalid-request',
        message: expect.stringMatching(/newer Forger\. Update Forger/),
      });
      expect(await readFile(path, 'utf8')).toBe(text);
    }
    await expect(library.openWriter(id, 'app')).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('a lineage', () => {
  const lineage = {
    format: 3,
    upgrades: [(older: object) => ({ ...older, two: true }), (older: object) => ({ ...older, three: true })],
  };

  it('takes every older format through each step between', () => {
    expect(upgraded({ format: 1 }, lineage)).toEqual({ format: 3, two: true, three: true });
    expect(upgraded({ format: 2 }, lineage)).toEqual({ format: 3, three: true });
    expect(upgraded({ format: 3 }, lineage)).toEqual({ format: 3 });
  });

  it('leaves alone what names no format of the past', () => {
    for (const format of [0, -1, 1.5, 'x', null, undefined, 4])
      expect(upgraded({ format }, lineage)).toEqual({ format });
  });
});

describe('what a checkpoint may hold besides two networks', () => {
  it('comes back: an average, weights no model has a place for, and numbers', async () => {
    const { library, id } = await libraryWithRun();
    const vector = { name: '1_dense/singularVector', shape: [1, 1], data: Float32Array.of(0.5) };
    const plain = checkpointAt(3);
    const checkpoint = {
      ...plain,
      average: checkpointAt(9).generator,
      discriminator: [...plain.discriminator, vector],
      numbers: { 'schedule.rate': 0.25, 'augment.p': 0.125 },
    };
    const writer = await library.openWriter(id, 'app');
    await writer.writeCheckpoint(checkpoint);
    await writer.close();
    expect(await library.newestCheckpoint(id)).toEqual(checkpoint);
    const folder = join(library.runDir(id), 'checkpoints', 'step-00000003');
    expect((await readdir(folder)).sort()).toEqual([
      'average',
      'discriminator',
      'extra.safetensors',
      'generator',
      'manifest.json',
      'optimizers.safetensors',
      'run.json',
      'state.json',
    ]);
    const { tensors, numbers } = await library.fingerprint(id);
    expect(Object.keys(tensors)).toContain('average/0_dense/kernel');
    expect(Object.keys(tensors)).toContain('discriminator/1_dense/singularVector');
    expect(numbers).toMatchObject({ 'augment.p': 0.125, 'optimizers/generator/iterations': 3 });
  });
});
