import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { toFailure } from '@shared/contract/errors.ts';
import { checkpointName, isSampleName, RUN_FILES, sampleName } from '@shared/library-names.ts';
import { runRecordSchema, runStatusSchema, type RunRecord, type RunStatus } from '@shared/run.ts';
import { sampleFileAt, scheduleOf } from '@shared/schedule.ts';
import type { DamagedFile, Integrity } from '@shared/verify.ts';
import { runSources } from './bundle/sources.ts';
import { checkpointPath, checkpointSteps } from './checkpoint-paths.ts';
import { exists, FILE_LIMITS, fileChunks, NotAFile, readWhole, systemCode, withFile } from './files/index.ts';
import { readJson } from './json-file.ts';
import { RUN_LINEAGE } from './lineage.ts';
import { MANIFEST_FILE, readManifest } from './manifest.ts';
import { eachLine, parseRow } from './metric-lines.ts';
import { claimsOf, GROWN, hasGrown, judgeMetrics } from './metrics-damage.ts';
import type { RunPaths } from './paths.ts';
import { readPins } from './pins.ts';
import { isWholePng } from './png.ts';
import { readRecord } from './record.ts';
import { waitingStatus } from './status.ts';
import { isWhole } from './tally.ts';

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
    for await (const chunk of fileChunks(path)) {
      hash.update(chunk);
      bytes += chunk.length;
      looked(chunk.length);
    }
  } catch (error) {
    if (error instanceof NotAFile || ['ENOENT', 'EIO'].includes(systemCode(error) ?? '')) return null;
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

/** Null where it cannot be read: that is said of status.json itself. */
const statusOf = ({ status }: RunPaths): Promise<RunStatus | null> =>
  readJson(status, { schema: runStatusSchema }).catch(() => null);

/** Metrics against what checkpoints and status say they held; those of older programs, which do not, by their lines. */
async function checkMetrics(paths: RunPaths, steps: readonly number[]): Promise<DamagedFile[]> {
  const { metrics } = paths;
  const file = RUN_FILES.metrics;
  const status = await statusOf(paths);
  const known = status ?? { ...waitingStatus(new Date(0)), step: steps.at(-1) ?? 0 };
  const { damage } = await judgeMetrics(metrics, await claimsOf(paths, known));
  if (damage !== null) return [{ file, what: damage }];
  if (await hasGrown(metrics, known)) return [{ file, what: GROWN }];
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
  return damaged === 0 ? [] : [{ file, what: `${damaged} lines are damaged or out of order` }];
}

/** What the status says that is in the folder, besides the metrics. */
async function checkListed(paths: RunPaths, steps: readonly number[]): Promise<DamagedFile[]> {
  const status = await statusOf(paths);
  if (!status?.files) return [];
  const damaged: DamagedFile[] = [];
  const { checkpoint } = status.files;
  for (const name of ['evaluations', 'log'] as const) {
    const known = status.files[name];
    if (known && !(await isWhole(paths[name], known)))
      damaged.push({ file: RUN_FILES[name], what: 'lines of it were lost or changed' });
  }
  if (!(await exists(paths.pins))) damaged.push({ file: RUN_FILES.pins, what: 'is missing' });
  if (checkpoint !== undefined && !steps.includes(checkpoint))
    damaged.push({ file: checkpointName(checkpoint), what: 'is missing' });
  return damaged;
}

/** Grids that the run had drawn by its newest checkpoint and that are not there any more. */
function missingSamples(record: RunRecord, newest: number, there: ReadonlySet<string>): DamagedFile[] {
  const schedule = scheduleOf(record);
  const missing: DamagedFile[] = [];
  const every = schedule.samplesEvery || schedule.stepsPerEpoch;
  // A run that began from another's checkpoint draws from there on.
  for (let step = Math.ceil(((record.parent?.step ?? -1) + 1) / every) * every; step <= newest; step += every) {
    const name = sampleName(sampleFileAt(step, schedule));
    if (!there.has(name)) missing.push({ file: name, what: 'is missing' });
  }
  return missing;
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
    ...(await checkMetrics(paths, steps)),
    ...(await checkListed(paths, steps)),
  ];
  const record = await readRecord(paths).catch(() => null);
  const newest = steps.at(-1);
  if (record && newest !== undefined)
    damaged.push(...missingSamples(record, newest, new Set(sources.map(({ name }) => name))));
  for (const { name, bytes } of sources) {
    if (!isSampleName(name)) continue;
    if (!isWholePng(await readWhole(join(paths.folder, name), FILE_LIMITS.picture)))
      damaged.push({ file: name, what: 'is no whole picture' });
    looked(bytes);
  }
  for (const step of steps) damaged.push(...(await checkCheckpoint(paths, step, looked)));
  return { files: sources.length, bytes: total, damaged };
}
