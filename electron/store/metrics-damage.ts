import { stat } from 'node:fs/promises';
import type { RunStatus } from '@shared/run.ts';
import { checkpointPath, checkpointSteps } from './checkpoint-paths.ts';
import { NotAFile, systemCode } from './files/index.ts';
import { readManifest } from './manifest.ts';
import type { RunPaths } from './paths.ts';
import { isHeldState } from './status.ts';
import { holdAgainst, Tally, type Claim, type Held } from './tally.ts';

/** What a checkpoint, or the status, says that metrics.jsonl held when the run was at a step. */
export interface MetricsClaim extends Claim {
  step: number;
}

/** What the checkpoint of a step says of the metrics; null where it says nothing, or cannot be read. */
export async function claimOfCheckpoint(paths: RunPaths, step: number): Promise<MetricsClaim | null> {
  const manifest = await readManifest(checkpointPath(paths, step)).catch(() => null);
  return manifest?.metrics && manifest.step === step ? { step, ...manifest.metrics } : null;
}

const claimOfStatus = ({ step, files }: RunStatus): MetricsClaim[] =>
  files?.metrics ? [{ step, ...files.metrics }] : [];

/** All that is known of a run's metrics, shortest first. A checkpoint beyond the run's step is left from before it fell back. */
export async function claimsOf(paths: RunPaths, status: RunStatus): Promise<MetricsClaim[]> {
  const steps = (await checkpointSteps(paths)).filter((step) => step <= status.step);
  const claims = await Promise.all(steps.map((step) => claimOfCheckpoint(paths, step)));
  return [...claims.filter((claim) => claim !== null), ...claimOfStatus(status)].sort((a, b) => a.bytes - b.bytes);
}

const rows = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`;

function inWords(claims: readonly MetricsClaim[], held: readonly Held[], lines: number): string | null {
  const at = held.findIndex((one) => one !== 'whole');
  const [broken, longest] = [claims[at], claims.at(-1)];
  if (!broken || !longest) return null;
  const since = claims[at - 1]?.step ?? 0;
  const span = `${since > 0 ? `after step ${since} and ` : ''}up to step ${broken.step}`;
  if (held[at] === 'altered') return `rows ${span} were altered`;
  const missing = (longest.lines ?? 0) - lines;
  if (longest.lines === undefined || missing <= 0) return `rows ${span} are missing`;
  return `${missing.toLocaleString('en')} of ${rows(longest.lines)} are missing`;
}

/**
 * Holds metrics.jsonl against what is known of it.
 * @param claims shortest first
 * @returns what is wrong, in a few words, null where it is as it was written; and a tally up to the longest claim
 */
export async function judgeMetrics(
  path: string,
  claims: readonly MetricsClaim[],
): Promise<{ damage: string | null; tally: Tally }> {
  const longest = claims.at(-1);
  if (!longest || longest.bytes === 0) return { damage: null, tally: new Tally() };
  try {
    const { held, tally } = await holdAgainst(path, claims);
    return { damage: inWords(claims, held, tally.lines), tally };
  } catch (error) {
    const tally = new Tally();
    if (error instanceof NotAFile) return { damage: 'something that is no file stands in its place', tally };
    if (systemCode(error) !== 'ENOENT') throw error;
    return {
      damage: longest.lines === undefined ? 'it is missing' : `it is missing, with ${rows(longest.lines)}`,
      tally,
    };
  }
}

/** Whether bytes stand behind what the run wrote last; one that was cut off may have more than its status knows. */
export async function hasGrown(path: string, status: RunStatus): Promise<boolean> {
  const known = status.files?.metrics;
  if (!known || isHeldState(status) || status.state === 'interrupted') return false;
  const look = await stat(path).catch(() => null);
  return look?.isFile() === true && look.size > known.bytes;
}

/**
 * The same for a list of many runs: metrics are read only where their length or time says that somebody else was at
 * them since the run wrote its status.
 */
export async function suspectedDamage(paths: RunPaths, status: RunStatus): Promise<string | null> {
  const newest = (await checkpointSteps(paths)).filter((step) => step <= status.step).at(-1);
  const [known] = claimOfStatus(status);
  const claim = known ?? (newest === undefined ? null : await claimOfCheckpoint(paths, newest));
  if (!claim) return null;
  const [metrics, written] = await Promise.all(
    [paths.metrics, paths.status].map((path) => stat(path).catch(() => null)),
  );
  if (await hasGrown(paths.metrics, status)) return GROWN;
  const untouched = metrics && written && metrics.size >= claim.bytes && metrics.mtimeMs <= written.mtimeMs;
  return untouched && metrics.isFile() ? null : (await judgeMetrics(paths.metrics, [claim])).damage;
}

export const GROWN = 'something was written behind its rows';

/** What the list and the page of a run say about its metrics. */
export const damageSentence = (damage: string): string =>
  `The metrics of this run are damaged: ${damage}. It can still go on from its newest checkpoint.`;
