import { cp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunSummary } from '@shared/run.ts';
import { Library } from '../../electron/store/index.ts';
import { RunList } from '../../electron/store/run-list.ts';
import { metricRow, newRun, temporaryFolder } from './support/fixtures.ts';

/** Enough for an index to be kept. */
const RUNS = 110;
const THEN = new Date(Date.now() - 60_000);

describe('the list of many runs', () => {
  let library: Library;
  let ids: string[];
  let index: string;
  beforeEach(async () => {
    library = await Library.open(await temporaryFolder());
    index = join(library.dir, 'runs', '.index');
    const { id } = await library.createRun(newRun());
    const writer = await library.openWriter(id, 'app');
    await writer.appendMetrics(Array.from({ length: 50 }, (_, step) => metricRow(step)));
    await writer.setStatus({ state: 'stopped', step: 50 });
    await writer.close();
    ids = Array.from({ length: RUNS }, (_, at) => `run-${String(at).padStart(4, '0')}`);
    for (const copy of ids) await cp(library.runDir(id), library.runDir(copy), { recursive: true });
    await rm(library.runDir(id), { recursive: true });
    await settle();
  });

  /** As if nothing had happened for a while. */
  async function settle(): Promise<void> {
    for (const id of ids) await utimes(library.runDir(id), THEN, THEN);
  }
  const list = (closely?: number): Promise<RunSummary[]> => new RunList(library.dir, closely).read(vi.fn());
  const indexed = async (): Promise<RunSummary[]> => {
    const runs = await list();
    await vi.waitFor(() => readFile(index), { timeout: 30_000 });
    return runs;
  };

  it('is the same from the index as from the files', async () => {
    const runs = await indexed();
    expect(runs.map(({ id }) => id)).toEqual([...ids].reverse());
    expect(await list()).toEqual(runs);
    for (const text of [
      '',
      'x',
      '\n',
      (await readFile(index, 'utf8')).replace('First try', 'Worst try'),
      `${'0'.repeat(64)}\n[]`,
    ]) {
      await writeFile(index, text);
      expect(await list()).toEqual(runs);
    }
  });

  it('needs only a look at each folder, where nothing changed', async () => {
    const runs = await indexed();
    // In place, and the folder's time put back: only a closer look can tell.
    const [id] = ids as [string];
    const path = join(library.runDir(id), 'run.json');
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace(/First try/, 'By hand').replace(/,\s*"sha256": "[0-9a-f]{64}"/, ''),
    );
    await settle();
    expect(await list(0)).toEqual(runs);
    expect((await list(RUNS)).at(-1)?.name).toBe('By hand');
  });

  it('finds by turns what was changed by hand in place', async () => {
    await indexed();
    const path = join(library.runDir(ids.at(-1)!), 'run.json');
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace(/First try/, 'By hand').replace(/,\s*"sha256": "[0-9a-f]{64}"/, ''),
    );
    await settle();
    const turns = new RunList(library.dir, 40);
    const names = [];
    for (let turn = 0; turn < 4; turn += 1) names.push(...(await turns.read(vi.fn())).map(({ name }) => name));
    expect(names.filter((name) => name === 'By hand').length).toBeGreaterThan(0);
  });

  it('shows at once what a program changed: names, states, samples, new and deleted runs', async () => {
    await indexed();
    const runs = new RunList(library.dir, 0);
    await runs.read(vi.fn());
    await library.renameRun(ids[3]!, 'Renamed');
    await rm(library.runDir(ids[4]!), { recursive: true });
    const { id: created } = await library.createRun(newRun({ name: 'New' }));
    const writer = await library.openWriter(ids[5]!, 'app');
    await writer.setStatus({ state: 'training', step: 60 });
    await writer.writeSamples('epoch-0006.png', Uint8Array.of(1));
    const found = await runs.read(vi.fn());
    const byId = new Map(found.map((run) => [run.id, run]));
    expect(byId.get(ids[3]!)?.name).toBe('Renamed');
    expect(byId.has(ids[4]!)).toBe(false);
    expect(byId.get(created)?.name).toBe('New');
    expect(byId.get(ids[5]!)).toMatchObject({
      status: { state: 'training', step: 60 },
      latestSample: 'epoch-0006.png',
    });
    await writer.setStatus({ state: 'finished', step: 100 });
    await writer.close();
    expect((await runs.read(vi.fn())).find(({ id }) => id === ids[5])?.status).toMatchObject({
      state: 'finished',
      owner: null,
    });
    expect((await list(0)).length).toBe(RUNS);
  });

  it('reports a run that cannot be read any more', async () => {
    await indexed();
    await rm(join(library.runDir(ids[7]!), 'run.json'));
    const onProblem = vi.fn();
    expect(await new RunList(library.dir, 0).read(onProblem)).toHaveLength(RUNS - 1);
    expect(onProblem).toHaveBeenCalledWith(expect.stringContaining(ids[7]!));
  });
});
