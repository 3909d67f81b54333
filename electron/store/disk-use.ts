import { readdirSync, statSync } from 'node:fs';
import { readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DiskUse, LibraryUse } from '@shared/disk-use.ts';
import { checkpointPath, checkpointSteps } from './checkpoint-paths.ts';
import { systemCode } from './files/index.ts';
import { isId } from './ids.ts';
import { datasetsFolder, featuresFolder, runPathsIn, runsFolder, trashFolder, type RunPaths } from './paths.ts';
import { stampOf } from './run-facts.ts';

/** Folders measured before other work gets a turn: a few milliseconds. */
const AT_ONCE = 40;

/** Bytes of all files below a folder; links count nothing. Synchronous: a hundred small calls cost less than as many promises. */
function walk(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += walk(path);
    else if (entry.isFile()) bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

/** The same; 0 for a folder that is not there, or goes while it is measured. */
export function bytesBelow(folder: string): number {
  try {
    return walk(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return 0;
    throw error;
  }
}

const fileBytes = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Measures runs, and remembers of folders whose files never change in place what they took. */
export class DiskUses {
  readonly #known = new Map<string, { stamp: string; bytes: number }>();

  /** Bytes of a checkpoint. */
  checkpoint(paths: RunPaths, step: number): number {
    return this.#remembered(checkpointPath(paths, step));
  }

  async run(paths: RunPaths): Promise<DiskUse> {
    let checkpoints = 0;
    for (const [at, step] of (await checkpointSteps(paths)).entries()) {
      if (at % AT_ONCE === AT_ONCE - 1) await setImmediate();
      checkpoints += this.checkpoint(paths, step);
    }
    const samples = this.#remembered(paths.samples);
    const metrics = [paths.metrics, paths.pyramid, paths.evaluations].reduce((sum, path) => sum + fileBytes(path), 0);
    const small = [paths.record, paths.status, paths.pins, paths.log].reduce((sum, path) => sum + fileBytes(path), 0);
    const other = small + bytesBelow(paths.tensorboard);
    return { checkpoints, samples, metrics, other, total: checkpoints + samples + metrics + other };
  }

  /** What a whole library takes. */
  async library(dir: string): Promise<LibraryUse> {
    const runs: LibraryUse['runs'] = [];
    for (const entry of await readdir(runsFolder(dir), { withFileTypes: true })) {
      if (!entry.isDirectory() || !isId(entry.name)) continue;
      const { total } = await this.run(runPathsIn(join(runsFolder(dir), entry.name)));
      runs.push({ id: entry.name, bytes: total });
      if (runs.length % AT_ONCE === 0) await setImmediate();
    }
    runs.sort((a, b) => b.bytes - a.bytes);
    const datasets = bytesBelow(datasetsFolder(dir)) + bytesBelow(featuresFolder(dir));
    const trash = bytesBelow(trashFolder(dir));
    const total = runs.reduce((sum, { bytes }) => sum + bytes, datasets + trash);
    return { runs, datasets, trash, total, freeBytes: await freeBytes(dir) };
  }

  #remembered(folder: string): number {
    const look = statSync(folder, { throwIfNoEntry: false });
    if (!look) return 0;
    const stamp = stampOf(look);
    const known = this.#known.get(folder);
    if (known?.stamp === stamp) return known.bytes;
    const bytes = bytesBelow(folder);
    this.#known.set(folder, { stamp, bytes });
    return bytes;
  }
}

/** Bytes that this user may still write on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
