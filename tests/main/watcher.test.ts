import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunSummary } from '@shared/run.ts';
import { prepareRun } from '../../electron/engine/host/prepare-run.ts';
import { LibraryWatcher } from '../../electron/main/library/watcher.ts';
import { Library, type RunWriter } from '../../electron/store/index.ts';

const DEVICES = { devices: [{ kind: 'cpu', title: 'CPU, test', available: true, note: null }], chosen: 'cpu' } as const;

let visible = true;
let told: string[] = [];
let home: string;
let library: Library;
let watcher: LibraryWatcher;
const sendRuns = vi.fn<(runs: RunSummary[]) => void>();
const sendUpdated = vi.fn<(run: string, what: 'metrics' | 'files') => void>();
const sendDatasets = vi.fn();

const watcherOf = (progressMs: number): LibraryWatcher =>
  new LibraryWatcher({
    dir: library.dir,
    listRuns: () => library.listRuns(),
    listDatasets: async () => [],
    visible: () => visible,
    told: () => told,
    sendRuns,
    sendUpdated,
    sendDatasets,
    onError: (error) => {
      throw error;
    },
    sendMs: 0,
    progressMs,
  });

beforeEach(async () => {
  vi.clearAllMocks();
  visible = true;
  told = [];
  home = await mkdtemp(join(tmpdir(), 'forger-watcher-'));
  library = await Library.open(home);
  watcher = watcherOf(0);
});
afterEach(async () => {
  watcher.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

const newRun = async (): Promise<string> => {
  const input = { preset: 'fashion-gan-torch', dataset: 'fashion-mnist' };
  return (await prepareRun({ library, bundledDir: 'resources/datasets', input, devices: DEVICES })).id;
};
/** Looks, and waits until what was found has been sent: that is begun before this timer is set. */
async function look(): Promise<void> {
  await watcher.poll();
  await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('LibraryWatcher', () => {
  it('tells of a run that another process made, changed and removed, once each', async () => {
    await watcher.list();
    await look();
    expect(sendRuns).not.toHaveBeenCalled();

    const id = await newRun();
    await look();
    expect(sendRuns.mock.calls.map(([runs]) => runs.map((run) => run.status.state))).toEqual([['waiting']]);
    expect(sendUpdated).toHaveBeenCalledExactlyOnceWith(id, 'files');
    await look();
    expect(sendRuns).toHaveBeenCalledTimes(1);
    expect(sendUpdated).toHaveBeenCalledTimes(1);

    const writer = await library.openWriter(id, 'cli');
    await writer.setStatus({ state: 'training', step: 5 });
    await look();
    expect(sendRuns.mock.lastCall?.[0][0]?.status).toMatchObject({ state: 'training', step: 5, owner: 'cli' });
    sendRuns.mockClear();
    await writer.writeSamples('epoch-0000.png', new Uint8Array([1]));
    sendUpdated.mockClear();
    await look();
    expect(sendUpdated).toHaveBeenCalledExactlyOnceWith(id, 'files');
    await writer.close();

    await rm(library.runDir(id), { recursive: true });
    await look();
    expect(sendRuns.mock.lastCall?.[0]).toEqual([]);
  });

  /** A run that has got six steps further, looked at after each. */
  async function trained(): Promise<RunWriter> {
    const id = await newRun();
    const writer = await library.openWriter(id, 'cli');
    await writer.setStatus({ state: 'training' });
    await look();
    sendRuns.mockClear();
    sendUpdated.mockClear();
    for (let step = 1; step <= 6; step++) {
      await writer.setStatus({ step });
      await look();
    }
    return writer;
  }

  it('tells of mere progress of the list in its time, and of anything else at once', async () => {
    watcher = watcherOf(1e7);
    const writer = await trained();
    expect([sendUpdated.mock.calls.length, sendRuns.mock.calls.length]).toEqual([6, 1]);
    await writer.setStatus({ state: 'paused', step: 7 });
    await look();
    expect(sendRuns.mock.lastCall?.[0][0]?.status).toMatchObject({ state: 'paused', step: 7 });
    expect(sendRuns).toHaveBeenCalledTimes(2);
    await writer.close();
  });

  it('tells of the newest progress in the end', async () => {
    watcher = watcherOf(100);
    const writer = await trained();
    await vi.waitFor(() => expect(sendRuns.mock.lastCall?.[0][0]?.status.step).toBe(6), 20_000);
    await writer.close();
  });

  it('does not look through the library for what only got further', async () => {
    const id = await newRun();
    await look();
    sendUpdated.mockClear();
    sendRuns.mockClear();
    const listRuns = vi.spyOn(library, 'listRuns');
    watcher.progressed(id, 'metrics');
    expect(sendUpdated).toHaveBeenCalledExactlyOnceWith(id, 'metrics');
    expect(listRuns).not.toHaveBeenCalled();
    await library.renameRun(id, 'Another name');
    watcher.touch(id);
    await vi.waitFor(() => expect(sendRuns.mock.lastCall?.[0][0]?.name).toBe('Another name'), 20_000);
  });

  it('keeps progress that nobody sees until somebody looks', async () => {
    const id = await newRun();
    await look();
    sendUpdated.mockClear();
    visible = false;
    watcher.progressed(id, 'metrics');
    expect(sendUpdated).not.toHaveBeenCalled();
    visible = true;
    await look();
    expect(sendUpdated).toHaveBeenCalledExactlyOnceWith(id, 'files');
  });

  it('leaves the news of a run to the engine that tells of it; the list says how far it is', async () => {
    watcher = watcherOf(0);
    const id = await newRun();
    const writer = await library.openWriter(id, 'app');
    await writer.setStatus({ state: 'training' });
    await look();
    vi.clearAllMocks();
    told = [id];
    await writer.setStatus({ step: 9 });
    await look();
    expect(sendUpdated).not.toHaveBeenCalled();
    expect(sendRuns.mock.lastCall?.[0][0]?.status.step).toBe(9);
    await writer.close();
  });

  it('tells a window that nobody sees nothing, and all of it once it is seen', async () => {
    const id = await newRun();
    await look();
    sendUpdated.mockClear();
    sendRuns.mockClear();
    visible = false;
    await library.renameRun(id, 'Another name');
    watcher.touch(id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([sendUpdated.mock.calls, sendRuns.mock.calls]).toEqual([[], []]);
    visible = true;
    await look();
    expect(sendRuns.mock.lastCall?.[0][0]?.name).toBe('Another name');
    expect(sendUpdated).toHaveBeenCalledWith(id, 'files');
  });

  it('tells of a run whose process died, though no file changed', async () => {
    const id = await newRun();
    const writer = await library.openWriter(id, 'cli');
    await writer.setStatus({ state: 'training' });
    await look();
    expect(sendRuns.mock.lastCall?.[0][0]?.status.state).toBe('training');
    await rm(join(library.runDir(id), 'lock'));
    await look();
    expect(sendRuns.mock.lastCall?.[0][0]?.status.state).toBe('interrupted');
  });

  it('tells of data sets that came or went', async () => {
    await look();
    expect(sendDatasets).not.toHaveBeenCalled();
    await rm(join(home, 'datasets'), { recursive: true });
    await look();
    expect(sendDatasets).toHaveBeenCalledOnce();
  });

  it('says that a library is gone, and sends nothing', async () => {
    await look();
    sendRuns.mockClear();
    await rm(join(home, 'runs'), { recursive: true });
    await expect(watcher.poll()).rejects.toMatchObject({ code: 'not-found' });
    expect(sendRuns).not.toHaveBeenCalled();
  });
});
