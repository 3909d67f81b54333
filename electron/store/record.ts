import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runConfigSchema } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { runRecordSchema, type RunRecord } from '@shared/run.ts';
import { buildFolder, systemCode, writeNewFile } from './files/index.ts';
import { makeRunId } from './ids.ts';
import { readJson, STORE_FORMAT, toJson, writeJson } from './json-file.ts';
import { runPathsIn, runsFolder, type RunPaths } from './paths.ts';
import { waitingStatus } from './status.ts';

export type NewRun = Omit<RunRecord, 'format' | 'id' | 'createdAt'>;

/** @throws {ForgerError} `not-found`, `damaged`, or `invalid-request` when a newer Forger wrote it. */
export async function readRecord(paths: RunPaths): Promise<RunRecord> {
  try {
    return await readJson(paths.record, runRecordSchema, 'run.json of this run');
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    throw new ForgerError('not-found', 'This run is not in the library any more.', { cause: error });
  }
}

/** Makes the run's folder as a whole: there is never a run without its record. */
export async function createRecord(library: string, run: NewRun, now: Date): Promise<RunRecord> {
  const record = runRecordSchema.parse({ ...run, format: STORE_FORMAT, id: makeRunId(now), createdAt: now.toISOString() });
  const folder = join(runsFolder(library), record.id);
  await buildFolder(folder, async (built) => {
    const paths = runPathsIn(built);
    await writeNewFile(paths.record, Buffer.from(toJson(record)));
    await writeNewFile(paths.status, Buffer.from(toJson(waitingStatus(now))));
    await writeNewFile(paths.metrics, new Uint8Array());
    await mkdir(paths.samples);
    await mkdir(paths.checkpoints);
  });
  return record;
}

export async function renameRecord(paths: RunPaths, name: string): Promise<void> {
  const record = await readRecord(paths);
  const parsed = runRecordSchema.shape.name.safeParse(name.trim());
  if (!parsed.success) throw new ForgerError('invalid-request', 'A name has at most 120 characters.');
  await writeJson(paths.record, { ...record, name: parsed.data });
}

/** Makes a run so many epochs long, counted from its start: the one thing of its configuration that may change later. */
export async function setRecordEpochs(paths: RunPaths, epochs: number): Promise<void> {
  const record = await readRecord(paths);
  const config = runConfigSchema.safeParse({ ...record.config, epochs, steps: 0 });
  if (!config.success) throw new ForgerError('invalid-request', 'A run is 1 to 100,000 epochs long.');
  await writeJson(paths.record, { ...record, config: config.data, totalSteps: epochs * record.stepsPerEpoch });
}
