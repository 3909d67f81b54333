import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toFailure } from '@shared/contract/errors.ts';
import { checkpointName, isSampleName, RUN_FILES } from '@shared/library-names.ts';
import { runRecordSchema, runStatusSchema } from '@shared/run.ts';
import type { DamagedFile, Integrity } from '@shared/verify.ts';
import { runSources } from './bundle/sources.ts';
import { checkpointPath, checkpointSteps } from './checkpoint-paths.ts';
import { systemCode, withFile } from './files/index.ts';
import { readJson } from './json-file.ts';
import { RUN_LINEAGE } from './lineage.ts';
import { MANIFEST_FILE, readManifest } from './manifest.ts';
import { eachLine, parseRow } from './metric-lines.ts';
import type { RunPaths } from './paths.ts';
import { readPins } from './pins.ts';
import { isWholePng } from './png.ts';

interface Looking {
  signal: AbortSignal;
  /** Told now and then of the bytes looked at. */
  onBytes(done: number, total: number): void;
}

async function sha256Of(
  path: string,
  looked: (bytes: number) => void,
): Promise<{ bytes: number; sha256: string } | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      looked(chunk.length);
    }
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'EIO'].includes(systemCode(error) ?? '')) return null;
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** What a check of a JSON file threw, as damage; a file that need not be there and is not is none. */
async function checkJson(file: string, read: () => Promise<unknown>): Promise<DamagedFile[]> {
  try {
    await read();
    return [];
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [{ file, what: 'is missing' }];
    return [{ file, what: toFailure(error).message }];
  }
}

async function checkMetrics({ metrics }: RunPaths): Promise<DamagedFile[]> {
  let damaged = 0;
  let last = 0;
  await withFile(metrics, null, async (handle, size) => {
    await eachLine(handle, { from: 0, to: size }, (line) => {
      const step = parseRow(line)?.step ?? 0;
      if (step <= last) damaged += 1;
      else last = step;
    });
    return null;
  });
  return damaged === 0 ? [] : [{ file: RUN_FILES.metrics, what: `${damaged} lines are damaged or out of order` }];
}

async function checkCheckpoint(paths: RunPaths, step: number, looked: (bytes: number) => void): Promise<DamagedFile[]> {
  const folder = checkpointPath(paths, step);
  const name = checkpointName(step);
  const manifest = await readManifest(folder).catch(() => null);
  if (manifest?.step !== step) return [{ file: `${name}/${MANIFEST_FILE}`, what: 'is missing or damaged' }];
  const damaged: DamagedFile[] = [];
  for (const [file, expected] of Object.entries(manifest.files)) {
    const found = await sha256Of(join(folder, file), looked);
    if (found === null) damaged.push({ file: `${name}/${file}`, what: 'is missing' });
    else if (found.bytes !== expected.bytes) damaged.push({ file: `${name}/${file}`, what: 'has another length' });
    else if (found.sha256 !== expected.sha256) damaged.push({ file: `${name}/${file}`, what: 'was altered' });
  }
  return damaged;
}

/**
 * Looks at every file of a run and says which are not as they were written: checkpoints by the hashes of their
 * manifests, records by their seals, metrics by their lines, sample grids by the checksums in them. Changes nothing.
 */
export async function checkIntegrity(paths: RunPaths, { signal, onBytes }: Looking): Promise<Integrity> {
  const steps = await checkpointSteps(paths);
  const sources = await runSources(paths, steps);
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const looked = (bytes: number): void => {
    signal.throwIfAborted();
    onBytes((done += bytes), total);
  };
  const damaged = [
    ...(await checkJson(RUN_FILES.record, () =>
      readJson(paths.record, { schema: runRecordSchema, lineage: RUN_LINEAGE }),
    )),
    ...(await checkJson(RUN_FILES.status, () => readJson(paths.status, { schema: runStatusSchema }))),
    ...(await checkJson(RUN_FILES.pins, () => readPins(paths.pins))),
    ...(await checkMetrics(paths)),
  ];
  for (const { name, bytes } of sources) {
    if (!isSampleName(name)) continue;
    if (!isWholePng(await readFile(join(paths.folder, name))))
      damaged.push({ file: name, what: 'is no whole picture' });
    looked(bytes);
  }
  for (const step of steps) damaged.push(...(await checkCheckpoint(paths, step, looked)));
  return { files: sources.length, bytes: total, damaged };
}
