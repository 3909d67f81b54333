import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import type { Evaluation } from '@shared/evaluations.ts';
import { checkIntegrity } from '../../electron/store/integrity.ts';
import type { Library } from '../../electron/store/index.ts';
import { runPathsIn } from '../../electron/store/paths.ts';
import { libraryWithRun } from './support/fixtures.ts';

const made = (step: number): Evaluation => ({
  id: 'sliced-wasserstein',
  step,
  epoch: step / 10,
  value: 100 / step,
  seconds: 0.25,
});
const ofCheckpoint = (step: number, kid: number): CheckpointEvaluation => ({
  ...{ id: 'checkpoint', step, epoch: step / 10, average: true, samples: 500, seconds: 1.5 },
  values: { kid, classes: null },
});
const ALL = [10, 20, 30].map(made);

async function withEvaluations(): Promise<{ library: Library; id: string; path: string }> {
  const { library, id } = await libraryWithRun();
  const writer = await library.openWriter(id, 'app');
  for (const evaluation of ALL) await writer.appendEvaluations([evaluation]);
  await writer.close();
  return { library, id, path: join(library.runDir(id), 'evaluations.jsonl') };
}

async function goOnFrom(library: Library, id: string, step: number, more: Evaluation[]): Promise<readonly string[]> {
  const writer = await library.openWriter(id, 'app');
  await writer.truncateEvaluations(step);
  await writer.appendEvaluations(more);
  await writer.close();
  return writer.notices;
}

const damagedIn = async (library: Library, id: string): Promise<string[]> => {
  const looking = { signal: new AbortController().signal, onBytes: () => undefined };
  return (await checkIntegrity(runPathsIn(library.runDir(id)), looking)).damaged.map(({ file }) => file);
};

describe('evaluations.jsonl', () => {
  it('holds a line for each, and a run without the file has none', async () => {
    const { library, id, path } = await withEvaluations();
    expect((await readFile(path, 'utf8')).split('\n')[0]).toBe(
      '{"id":"sliced-wasserstein","step":10,"epoch":1,"value":10,"seconds":0.25}',
    );
    expect(await library.readEvaluations(id)).toEqual(ALL);
    expect(await damagedIn(library, id)).toEqual([]);
    const other = await libraryWithRun();
    expect(await other.library.readEvaluations(other.id)).toEqual([]);
    expect(await goOnFrom(other.library, other.id, 0, ALL.slice(0, 1))).toEqual([]);
    expect(await other.library.readEvaluations(other.id)).toEqual(ALL.slice(0, 1));
  });

  it('is cut back with the run, which measures again from there', async () => {
    const { library, id } = await withEvaluations();
    expect(await goOnFrom(library, id, 20, [made(30), made(40)])).toEqual([]);
    expect(await library.readEvaluations(id)).toEqual([10, 20, 30, 40].map(made));
    expect(await damagedIn(library, id)).toEqual([]);
  });

  it('loses a torn last line, and lines that are damaged; what newer versions measure stays', async () => {
    const { library, id, path } = await withEvaluations();
    const newer = '{"id":"of-the-future","step":20,"epoch":2,"value":1,"seconds":1}';
    const lines = (await readFile(path, 'utf8')).split('\n').slice(0, 3);
    await writeFile(path, `${[lines[0], 'rubbish', lines[1], newer, lines[2]].join('\n')}\n{"id":"sliced-was`);
    expect(await library.readEvaluations(id)).toEqual(ALL);
    await goOnFrom(library, id, 30, [made(40)]);
    expect(await readFile(path, 'utf8')).toBe(
      `${[lines[0], lines[1], newer, lines[2], JSON.stringify(made(40))].join('\n')}\n`,
    );
  });

  it('that lost lines is told of, by a check and when the run goes on', async () => {
    const { library, id, path } = await withEvaluations();
    await writeFile(path, (await readFile(path, 'utf8')).replace('"step":20', '"step":21'));
    expect(await damagedIn(library, id)).toEqual(['evaluations.jsonl']);
    expect(await goOnFrom(library, id, 30, [])).toEqual(['Lines of this run’s evaluations were lost or changed.']);
    expect(await damagedIn(library, id)).toEqual([]);
    await rm(path);
    expect(await damagedIn(library, id)).toEqual(['evaluations.jsonl']);
  });

  it('may have grown since the status was written: a program that was killed wrote that', async () => {
    const { library, id, path } = await withEvaluations();
    await appendFile(path, `${JSON.stringify(made(40))}\n`);
    expect(await damagedIn(library, id)).toEqual([]);
  });

  it('holds what was measured of checkpoints beside it, the newest of each, and each in its own list', async () => {
    const { library, id, path } = await withEvaluations();
    const writer = await library.openWriter(id, 'app');
    await writer.appendEvaluations([ofCheckpoint(30, 2), ofCheckpoint(20, 1), ofCheckpoint(30, 3)]);
    await writer.close();
    expect((await readFile(path, 'utf8')).split('\n')[3]).toBe(
      '{"id":"checkpoint","step":30,"epoch":3,"average":true,"values":{"kid":2,"classes":null},"samples":500,"seconds":1.5}',
    );
    expect(await library.readEvaluations(id)).toEqual(ALL);
    expect(await library.readCheckpointEvaluations(id)).toEqual([ofCheckpoint(20, 1), ofCheckpoint(30, 3)]);
    await goOnFrom(library, id, 20, []);
    expect(await library.readCheckpointEvaluations(id)).toEqual([ofCheckpoint(20, 1)]);
    expect(await damagedIn(library, id)).toEqual([]);
  });
});
