import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ForgerError } from '@shared/contract/errors.ts';
import { checkpointName, parseSampleFile, RUN_FILES } from '@shared/library-names.ts';
import { checkpointPath, checkpointSteps } from '../checkpoint-paths.ts';
import { fileChunks, systemCode } from '../files/index.ts';
import type { RunPaths } from '../paths.ts';
import { bundlePart } from './format.ts';
import type { BundleSource } from './write-zip.ts';

/** Which checkpoints go into a run file: the newest, all, or those of these steps. */
export type BundledCheckpoints = 'newest' | 'all' | readonly number[];

/** @throws {ForgerError} `not-found` for a step that has none */
export async function bundledSteps(paths: RunPaths, wanted: BundledCheckpoints): Promise<number[]> {
  const steps = await checkpointSteps(paths);
  if (wanted === 'all') return steps;
  if (wanted === 'newest') return steps.slice(-1);
  const missing = wanted.find((step) => !steps.includes(step));
  if (missing !== undefined)
    throw new ForgerError('not-found', `There is no checkpoint of step ${missing}. Choose another one.`);
  return [...new Set(wanted)].sort((a, b) => a - b);
}

/** A file at its present length: what a run appends while its run file is written is left out. */
export async function fileSource(name: string, path: string): Promise<BundleSource | null> {
  try {
    const look = await lstat(path);
    if (!look.isFile()) return null;
    const { size } = look;
    return {
      name,
      bytes: size,
      open: () => Readable.from(fileChunks(path, size), { objectMode: false }),
    };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A file that is made for the run file. */
export function textSource(name: string, content: string | Uint8Array): BundleSource {
  const bytes = Buffer.from(content);
  return { name, bytes: bytes.length, open: () => Readable.from(bytes.length === 0 ? [] : [bytes]) };
}

async function sourcesIn(folder: string, prefix: string): Promise<(BundleSource | null)[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
  const known = names.filter((name) => bundlePart(`${prefix}/${name}`) !== null).sort();
  return Promise.all(known.map((name) => fileSource(`${prefix}/${name}`, join(folder, name))));
}

/**
 * The files of a run that go into a run file, in their order there: what says most about it first.
 * @throws {ForgerError} `not-found` when a checkpoint is not there any more
 */
export async function runSources(paths: RunPaths, steps: readonly number[]): Promise<BundleSource[]> {
  const samples = (await readdir(paths.samples).catch(() => [])).filter((name) => parseSampleFile(name)).sort();
  // Checkpoints before metrics: rows up to each are then in what is read.
  const checkpoints = await Promise.all(
    steps.map((step) => sourcesIn(checkpointPath(paths, step), checkpointName(step))),
  );
  const found = [
    await fileSource(RUN_FILES.record, paths.record),
    await fileSource(RUN_FILES.status, paths.status),
    await fileSource(RUN_FILES.pins, paths.pins),
    await fileSource(RUN_FILES.metrics, paths.metrics),
    await fileSource(RUN_FILES.evaluations, paths.evaluations),
    await fileSource(RUN_FILES.log, paths.log),
    ...(await Promise.all(
      samples.map((name) => fileSource(`${RUN_FILES.samples}/${name}`, join(paths.samples, name))),
    )),
    ...checkpoints.flat(),
  ];
  return found.filter((file) => file !== null);
}
