import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OFFERED } from '../../electron/data/offered.ts';
import { CHANNELS, type ChannelName } from '@shared/contract/channels.ts';
import { ERROR_CODES } from '@shared/contract/errors.ts';
import { weightSpecs, type NetworkName } from '@shared/network/layers-model.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { QUICK_START } from '@shared/quick-start.ts';
import { buildDataset } from '../../electron/data/library/build.ts';
import { writeFeatures } from '../../electron/store/features.ts';
import type { Checkpoint } from '../../electron/store/index.ts';
import { featuresFolder } from '../../electron/store/paths.ts';
import { payloadsFor } from './payloads.ts';
import { cudaFolder } from '../../electron/engine/host/runtimes/index.ts';
import { appIn } from './support/played-app.ts';

/** A checkpoint of nothing but zeros. */
function emptyCheckpoint(networks: NetworkPair, step: number): Checkpoint {
  const zeros = (network: NetworkName) =>
    weightSpecs(networks, network).map(({ name, shape }) => ({
      name,
      shape,
      data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
    }));
  const optimizer = { iterations: step, slots: [] };
  return {
    step,
    elapsed: step,
    generator: zeros('generator'),
    discriminator: zeros('discriminator'),
    optimizers: { generator: optimizer, discriminator: optimizer },
  };
}

/** A hash over every name and byte below a folder. */
async function treeHash(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const entry of (await readdir(folder, { withFileTypes: true, recursive: true })).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name);
    hash.update(path);
    if (entry.isFile()) hash.update(await readFile(path));
  }
  return hash.digest('hex');
}

const ANIMATION = { what: 'epochs', format: 'gif', fps: 8, scale: 2, label: true, hold: 2 } as const;
const CONFIG = { preset: 'fashion-gan-torch', dataset: 'fashion-mnist', epochs: 1 } as const;

let home: string;
let app: Awaited<ReturnType<typeof appIn>>;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-handlers-'));
  app = await appIn(home);
});
afterEach(async () => {
  app.workspace.close();
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

describe('the channels', () => {
  it('start a run: it is in the library, in the queue, and told in full', async () => {
    const { id } = await app.call('runs.start', { config: { ...CONFIG, name: 'Shoes' } });
    expect(app.held.has(id)).toBe(true);
    const [summary] = await app.call('runs.list', {});
    expect(summary).toMatchObject({ id, name: 'Shoes', status: { state: 'waiting' }, totalSteps: 469 });
    const detail = await app.call('runs.get', { id });
    expect(detail).toMatchObject({
      controllable: true,
      starting: false,
      silent: false,
      damage: null,
      samples: [],
      checkpoints: [],
      record: { id, device: { kind: 'cpu' } },
    });
    app.engine.training.push(id);
    expect((await app.call('runs.get', { id })).starting).toBe(true);
    expect((await app.call('runs.metrics', { id, offset: 0 })).columns.step).toEqual([]);
    expect(typeof (await app.call('runs.log', { id }))).toBe('string');
  });

  it('begin no run from a checkpoint that is not there, and make none longer than it is already', async () => {
    const { id } = await app.call('runs.start', { config: CONFIG });
    await expect(app.call('runs.branch', { id, step: 469, config: CONFIG })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await app.call('runs.list', {})).toHaveLength(1);
    await expect(app.call('runs.extend', { id, epochs: 5 })).rejects.toMatchObject({ code: 'busy' });
    app.held.clear();
    vi.spyOn(app.workspace.library, 'reached').mockResolvedValue(469);
    await expect(app.call('runs.extend', { id, epochs: 1 })).rejects.toMatchObject({ code: 'invalid-request' });
    await app.call('runs.extend', { id, epochs: 5 });
    expect((await app.call('runs.get', { id })).record).toMatchObject({ totalSteps: 5 * 469, config: { epochs: 5 } });
    expect(app.engine.resume).toHaveBeenCalledExactlyOnceWith(id);
  });

  it('move a waiting run in the queue', async () => {
    await app.call('runs.move', { id: 'run-1', place: 2 });
    expect(app.engine.move).toHaveBeenCalledExactlyOnceWith('run-1', 2);
  });

  it('show where CUDA lies, and say how much is free again when it is removed', async () => {
    await app.call('runtime.revealCuda', {});
    expect(app.desktop.reveal).toHaveBeenCalledExactlyOnceWith(cudaFolder());
    expect(await app.call('runtime.removeCuda', {})).toEqual({ bytes: 0 });
  });

  it('start the quick start', async () => {
    const { id } = await app.call('runs.quickStart', {});
    expect((await app.call('runs.get', { id })).record.config).toMatchObject(QUICK_START);
  });

  it('say what is wrong with a configuration, and make nothing', async () => {
    await expect(app.call('runs.start', { config: { ...CONFIG, preset: 'nope' } })).rejects.toMatchObject({
      code: 'invalid-config',
    });
    await expect(app.call('runs.start', { config: { ...CONFIG, dataset: 'nope' } })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(app.call('runs.start', { config: { ...CONFIG, dataset: 'mnist' } })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await app.call('runs.list', {})).toEqual([]);
  });

  it('rename, reveal and delete a run; never one that trains', async () => {
    const { id } = await app.call('runs.start', { config: CONFIG });
    await app.call('runs.rename', { id, name: '  Boots ' });
    expect((await app.call('runs.get', { id })).record.name).toBe('Boots');
    await app.call('runs.reveal', { id });
    const folder = app.workspace.library.runDir(id);
    expect(app.desktop.reveal).toHaveBeenCalledExactlyOnceWith(folder);
    expect((await app.call('runs.get', { id })).events).toBeNull();
    await expect(app.call('runs.reveal', { id, folder: 'tensorboard' })).rejects.toMatchObject({ code: 'not-found' });
    const events = join(folder, 'tensorboard');
    await mkdir(events);
    await app.call('runs.reveal', { id, folder: 'tensorboard' });
    expect(app.desktop.reveal).toHaveBeenLastCalledWith(events);
    expect((await app.call('runs.get', { id })).events).toBe(events);
    await expect(app.call('runs.delete', { id })).rejects.toMatchObject({ code: 'busy' });
    app.held.clear();
    const writer = await app.workspace.library.openWriter(id, 'cli');
    await expect(app.call('runs.delete', { id })).rejects.toMatchObject({ code: 'busy' });
    await writer.close();
    await app.call('runs.delete', { id });
    expect(await app.call('runs.list', {})).toEqual([]);
    expect(app.desktop.trash).not.toHaveBeenCalled();
  });

  it('bring a deleted run back to the byte, also after the app was closed, and delete it for good when told to', async () => {
    const { id } = await app.call('runs.start', { config: { ...CONFIG, name: 'Boots' } });
    app.held.clear();
    const before = await treeHash(join(home, 'library', 'runs'));
    const entry = await app.call('runs.delete', { id });
    expect(entry).toMatchObject({ kind: 'run', name: 'Boots' });
    expect(await app.call('trash.restore', { id: entry.id })).toEqual(entry);
    expect(await treeHash(join(home, 'library', 'runs'))).toBe(before);
    await expect(app.call('trash.restore', {})).rejects.toMatchObject({ code: 'not-found' });
    const again = await app.call('runs.delete', { id });
    await app.workspace.trashCan.settle();
    expect(app.desktop.trash).not.toHaveBeenCalled();
    expect(await app.call('trash.list', {})).toMatchObject([{ ...again, from: `runs/${id}` }]);
    // The same run from its file meanwhile: it makes room for the deleted one, and can be had back itself.
    await cp(join(home, 'library', '.trash', again.id, id), join(home, 'library', 'runs', id), { recursive: true });
    await expect(app.call('trash.restore', { id: again.id })).rejects.toMatchObject({ code: 'invalid-request' });
    expect(await app.call('trash.restore', { id: again.id, instead: true })).toEqual(again);
    expect(await treeHash(join(home, 'library', 'runs'))).toBe(before);
    const [file] = await app.call('trash.list', {});
    await app.call('trash.empty', { id: file?.id });
    expect(await app.call('trash.list', {})).toEqual([]);
  });

  it('pin and delete checkpoints, never the newest', async () => {
    const { id } = await app.call('runs.start', { config: CONFIG });
    app.held.clear();
    const { networks } = await app.workspace.library.readRun(id);
    const writer = await app.workspace.library.openWriter(id, 'cli');
    for (const step of [10, 20, 30]) await writer.writeCheckpoint(emptyCheckpoint(networks, step));
    await writer.close();
    await app.call('runs.pin', { id, step: 20, pinned: true });
    const { checkpoints, use } = await app.call('runs.get', { id });
    expect(checkpoints.map(({ step, pinned }) => [step, pinned])).toEqual([
      [10, false],
      [20, true],
      [30, false],
    ]);
    expect(use.checkpoints).toBe(checkpoints.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(await app.call('library.use', {})).toMatchObject({ runs: [{ id, bytes: use.total }], trash: 0 });
    const entry = await app.call('runs.deleteCheckpoint', { id, step: 10 });
    await expect(app.call('runs.deleteCheckpoint', { id, step: 30 })).rejects.toMatchObject({
      code: 'invalid-request',
    });
    expect((await app.call('runs.get', { id })).checkpoints.map(({ step }) => step)).toEqual([20, 30]);
    await app.call('trash.restore', { id: entry.id });
    expect((await app.call('runs.get', { id })).checkpoints.map(({ step }) => step)).toEqual([10, 20, 30]);
    expect(await app.workspace.library.readCheckpoint(id, 10)).toMatchObject({ step: 10 });
    await app.call('runs.pin', { id, step: 20, pinned: false });
    await app.call('runs.thin', { id });
    expect((await app.call('runs.get', { id })).checkpoints.map(({ step }) => step)).toEqual([20, 30]);
    expect((await app.call('library.space', {})).freeBytes).toBeGreaterThan(0);
  });

  it.each([
    'runs.get',
    'runs.branch',
    'runs.extend',
    'runs.rename',
    'runs.delete',
    'runs.reveal',
    'export.tfjs',
    'animation.preview',
    'animation.start',
    'inside.read',
    'inside.look',
  ] as const)('%s finds no run that is not there', async (name) => {
    const args = {
      id: 'no-such-run',
      ...(name === 'runs.rename' ? { name: 'x' } : {}),
      ...(name === 'runs.branch' ? { step: 1, config: CONFIG } : {}),
      ...(name === 'runs.extend' ? { epochs: 2 } : {}),
      ...(name === 'export.tfjs' ? { step: 1 } : {}),
      ...(name === 'inside.read' ? { steps: [1] } : {}),
      ...(name === 'inside.look' ? { step: 1, samples: { generator: 0, discriminator: 0 } } : {}),
      ...(name.startsWith('animation.') ? { options: ANIMATION } : {}),
    };
    await expect(app.call(name, args as never)).rejects.toMatchObject({ code: 'not-found' });
    expect(app.desktop.trash).not.toHaveBeenCalled();
    expect(app.desktop.reveal).not.toHaveBeenCalled();
  });

  it('list the data sets that ship and what can be fetched, and refuse to delete or fetch others', async () => {
    const datasets = await app.call('datasets.list', {});
    expect(datasets.map((row) => row.state)).toEqual(['ready', 'ready', ...OFFERED.map(({ state }) => state)]);
    for (const id of ['fashion-mnist', 'emoji'])
      await expect(app.call('datasets.delete', { id })).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(app.call('datasets.download', { id: 'cifar' })).rejects.toMatchObject({ code: 'not-found' });
    for (const name of ['jobs.cancel', 'animation.cancel'] as const)
      await expect(app.call(name, { job: 'job-1' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('recommend what to train, and refuse to for images that are not here', async () => {
    const said = await app.call('preflight.recommend', { id: 'fashion-mnist', measure: false });
    expect(said).toMatchObject({ dataset: 'fashion-mnist', preset: 'cgan', settings: { 'network.width': 0.5 } });
    await expect(app.call('preflight.recommend', { id: 'nope', measure: false })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('delete with a data set what the network that sees has of it, which counts as its own till then', async () => {
    const { library } = app.workspace;
    const { record } = await buildDataset(library.dir, { height: 2, width: 2, channels: 1 }, async (writer) => {
      await writer.append(new Uint8Array(8));
      const report = { imported: 2, refused: [], labels: [], seconds: 0 };
      return { name: 'Shoes', source: 'made', licence: null, labels: null, numbers: null, report };
    });
    const before = await library.libraryUse();
    await writeFeatures(library.dir, { hash: record.hash, version: 1, width: 2 }, new Float32Array(4));
    expect((await library.libraryUse()).datasets - before.datasets).toBe(32 + 16);
    await app.call('datasets.delete', { id: record.id });
    expect(await readdir(featuresFolder(library.dir))).toEqual([]);
  });

  it('import nothing from a path that leads nowhere or is not whole', async () => {
    const options = { name: 'Shoes' };
    await expect(app.call('import.start', { chosen: { paths: [join(home, 'nope')] }, options })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(app.call('import.start', { chosen: { paths: ['relative'] }, options })).rejects.toMatchObject({
      code: 'invalid-request',
    });
    await writeFile(join(home, 'note.txt'), 'no images here');
    await expect(
      app.call('import.start', { chosen: { paths: [join(home, 'note.txt')] }, options }),
    ).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });

  it('answer null where the user cancels a dialog', async () => {
    const { id } = await app.call('runs.start', { config: CONFIG });
    expect(await app.call('library.choose', {})).toBeNull();
    expect(await app.call('import.choose', { what: 'folders' })).toEqual([]);
    expect(await app.call('export.tfjs', { id, step: 0 })).toBeNull();
    expect(await app.call('animation.start', { id, options: ANIMATION })).toBeNull();
    expect(app.services.changeLibrary).not.toHaveBeenCalled();
  });

  it('change the library to the folder chosen', async () => {
    app.desktop.chooseFolder.mockResolvedValueOnce('/chosen');
    await app.call('library.choose', {});
    expect(app.services.changeLibrary).toHaveBeenCalledExactlyOnceWith('/chosen');
  });

  it.each(['export.reveal', 'export.openPage', 'runFile.reveal'] as const)(
    '%s shows nothing before something was written',
    async (name) => {
      await expect(app.call(name, {})).rejects.toMatchObject({ code: 'not-found' });
      expect(app.desktop.open).not.toHaveBeenCalled();
    },
  );

  it('survive 1,000 requests each of every kind: typed answers, nothing unexpected, nothing written outside the library', async () => {
    const outside = join(home, 'outside');
    await mkdir(join(outside, 'deep'), { recursive: true });
    await writeFile(join(outside, 'deep', 'file.txt'), 'mine');
    app.desktop.chooseFolder.mockResolvedValue(null);
    const before = await treeHash(outside);
    for (const name of Object.keys(CHANNELS) as ChannelName[]) {
      // A good request to start or save really makes a run or preset: a thousand of those prove nothing more.
      const makesRuns = name === 'runs.start' || name === 'runs.quickStart' || name === 'presets.save';
      await fc.assert(
        fc.asyncProperty(payloadsFor(name), async (payload) => {
          if (makesRuns && CHANNELS[name].args.safeParse(payload).success) return;
          const reply = await app.invoke(name, payload);
          if (!reply.ok) expect(ERROR_CODES).toContain(reply.error.code);
          if (!reply.ok) expect(reply.error.message).toMatch(/\S/);
        }),
        { numRuns: 1000 },
      );
    }
    expect(app.unexpected).toEqual([]);
    expect(await treeHash(outside)).toBe(before);
    expect((await readdir(home)).sort()).toEqual(['library', 'outside']);
    expect((await readdir(join(home, 'library'))).sort()).toEqual(['datasets', 'runs']);
  });
});
