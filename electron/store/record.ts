import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runConfigSchema } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { runRecordSchema, type RunRecord } from '@shared/run.ts';
import type { RunWay } from '@shared/way.ts';
import { readRecordCopy, writeCheckpointFolder, type Checkpoint } from './checkpoint.ts';
import { checkpointPath, checkpointSteps } from './checkpoint-paths.ts';
import { buildFolder, systemCode, writeNewFile } from './files/index.ts';
import { makeRunId } from './ids.ts';
import { readJson, toSealedJson, writeSealedJson } from './json-file.ts';
import { RUN_LINEAGE } from './lineage.ts';
import { runPathsIn, runsFolder, type RunPaths } from './paths.ts';
import { writePins } from './pins.ts';
import { newStatus } from './status.ts';
import { Tally } from './tally.ts';

export type NewRun = Omit<RunRecord, 'format' | 'id' | 'createdAt'>;

async function readOwnRecord(paths: RunPaths): Promise<RunRecord> {
  try {
    const record = await readJson(paths.record, {
      schema: runRecordSchema,
      what: 'run.json of this run',
      lineage: RUN_LINEAGE,
    });
    // A run's folder that was copied is a run of its own.
    return { ...record, id: basename(paths.folder) };
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    throw new ForgerError('not-found', 'This run is not in the library any more.', { cause: error });
  }
}

const isLost = (error: unknown): boolean =>
  error instanceof ForgerError && (error.code === 'damaged' || error.code === 'not-found');

/** The record's newest whole copy in the run's checkpoints; null when there is none. */
async function readCopiedRecord(paths: RunPaths): Promise<RunRecord | null> {
  for (const step of (await checkpointSteps(paths)).reverse()) {
    try {
      return await readRecordCopy(checkpointPath(paths, step), step);
    } catch (error) {
      if (!isLost(error) && systemCode(error) !== 'ENOENT') throw error;
    }
  }
  return null;
}

/**
 * The run's record, or where that is lost or damaged, its copy in a checkpoint.
 * @throws {ForgerError} `not-found`, `damaged`, or `invalid-request` when a newer Forger wrote it.
 */
export async function readRecord(paths: RunPaths): Promise<RunRecord> {
  try {
    return await readOwnRecord(paths);
  } catch (error) {
    const copy = isLost(error) ? await readCopiedRecord(paths) : null;
    if (!copy) throw error;
    return copy;
  }
}

/** Writes a record that was read from a copy back to its place. */
export async function restoreRecord(paths: RunPaths, record: RunRecord): Promise<void> {
  try {
    await readOwnRecord(paths);
  } catch (error) {
    if (!isLost(error)) throw error;
    await writeSealedJson(paths.record, record);
  }
}

/**
 * Makes the run's folder as a whole: there is never a run without its record.
 * @param first the checkpoint it begins from, where it does not begin anew
 */
export async function createRecord(
  library: string,
  run: NewRun,
  now: Date,
  first: Checkpoint | null,
): Promise<RunRecord> {
  const record = runRecordSchema.parse({
    ...run,
    format: RUN_LINEAGE.format,
    id: makeRunId(now),
    createdAt: now.toISOString(),
  });
  const folder = join(runsFolder(library), record.id);
  await buildFolder(folder, async (built) => {
    const paths = runPathsIn(built);
    await writeNewFile(paths.record, Buffer.from(toSealedJson(record)));
    await writeNewFile(paths.status, Buffer.from(toSealedJson(newStatus(now, first?.step))));
    await writeNewFile(paths.metrics, new Uint8Array());
    await writePins(paths.pins, []);
    await mkdir(paths.samples);
    await mkdir(paths.checkpoints);
    if (first) await writeCheckpointFolder(checkpointPath(paths, first.step), first, record, new Tally().mark());
  });
  return record;
}

export async function renameRecord(paths: RunPaths, name: string): Promise<void> {
  const record = await readRecord(paths);
  const parsed = runRecordSchema.shape.name.safeParse(name.trim());
  if (!parsed.success) throw new ForgerError('invalid-request', 'A name has at most 120 characters.');
  await writeSealedJson(paths.record, { ...record, name: parsed.data });
}

/** Makes a run so many epochs long, counted from its start: the one thing of its configuration that may change later. */
export async function setRecordEpochs(paths: RunPaths, epochs: number): Promise<void> {
  const record = await readRecord(paths);
  const config = runConfigSchema.safeParse({ ...record.config, epochs, steps: 0 });
  if (!config.success) throw new ForgerError('invalid-request', 'A run is 1 to 100,000 epochs long.');
  await writeSealedJson(paths.record, { ...record, config: config.data, totalSteps: epochs * record.stepsPerEpoch });
}

/** Where a run trains, and the way it takes there. */
export interface RunPlace extends Pick<RunRecord, 'device'> {
  way: RunWay;
}

/** Keeps where a run trains. */
export async function setRecordPlace(paths: RunPaths, { device, way }: RunPlace): Promise<RunRecord> {
  const record = await readRecord(paths);
  const kept = runRecordSchema.parse({ ...record, device, way });
  if (JSON.stringify([record.way, record.device]) !== JSON.stringify([kept.way, kept.device]))
    await writeSealedJson(paths.record, kept);
  return kept;
}
