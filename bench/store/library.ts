import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointFolder } from '@shared/library-names.ts';
import { METRIC_NAMES, type MetricRow } from '@shared/run.ts';
import { Library } from '../../electron/store/index.ts';
import { checkpointAt, metricRow, newRun } from '../../tests/store/support/values.ts';

/** A library of so many stopped runs, each with metrics, samples and a status. */
export async function libraryOf(dir: string, runs: number): Promise<Library> {
  const library = await Library.open(dir);
  const { id } = await library.createRun(newRun());
  const writer = await library.openWriter(id, 'app');
  await writer.appendMetrics(Array.from({ length: 200 }, (_, at) => metricRow(at + 1)));
  for (let epoch = 0; epoch < 5; epoch += 1) await writer.writeSamples(`epoch-000${epoch}.png`, Buffer.alloc(100));
  await writer.setStatus({ state: 'stopped', step: 200 });
  await writer.close();
  for (let at = 1; at < runs; at += 1) {
    await cp(library.runDir(id), library.runDir(`run-${String(at).padStart(5, '0')}`), { recursive: true });
  }
  return library;
}

const CHUNK = 50_000;

const row = (step: number): MetricRow => ({
  ...(Object.fromEntries(
    METRIC_NAMES.map((name, at) => [name, Math.abs(Math.sin(step * 0.001 + at)) + Math.random() / 10]),
  ) as MetricRow),
  step,
  epoch: step / 469,
  elapsed: step / 40,
});

/** Makes a run look as if it had saved every epoch: so many checkpoints, all alike. */
export async function copyCheckpoints(runDir: string, last: number, count: number): Promise<void> {
  const whole = join(runDir, 'checkpoints', checkpointFolder(last));
  for (let at = 1; at < count; at += 1)
    await cp(whole, join(runDir, 'checkpoints', checkpointFolder(Math.round((last * at) / count))), {
      recursive: true,
    });
}

/** A run with so many logged steps, written through the store. */
export async function longRun(dir: string, steps: number): Promise<{ library: Library; id: string }> {
  const library = await Library.open(dir);
  const { id } = await library.createRun(newRun());
  const writer = await library.openWriter(id, 'app');
  for (let from = 1; from <= steps; from += CHUNK)
    await writer.appendMetrics(Array.from({ length: Math.min(CHUNK, steps - from + 1) }, (_, at) => row(from + at)));
  await writer.writeCheckpoint(checkpointAt(steps));
  await writer.close();
  return { library, id };
}

/** An empty folder of that name. */
export async function emptyFolder(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'README'), 'Made by npm run bench:store; may be deleted.\n');
  return path;
}
