import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RUN_FILES } from '@shared/library-names.ts';
import type { RunRecord } from '@shared/run.ts';
import { writeAll } from '../files/durable.ts';
import { writeFileAtomic } from '../files/index.ts';
import { toSealedJson } from '../json-file.ts';
import { BUNDLE_LIMITS, bundlePart } from './format.ts';
import { checkUnpacked } from './check-unpacked.ts';
import type { BundleHead } from './read-bundle.ts';
import { refused, type UntrustedZip } from './untrusted-zip.ts';

export interface Unpacking {
  signal: AbortSignal;
  /** Told of each piece that was unpacked. */
  onBytes(count: number): void;
}

const NEWLINE = 0x0a;
const LINES: readonly string[] = [RUN_FILES.metrics, RUN_FILES.evaluations];

/** Metrics are read line by line: one that never ends would be read whole. */
function lineGuard(): (chunk: Buffer) => void {
  let since = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      const end = chunk.indexOf(NEWLINE, at);
      since += (end < 0 ? chunk.length : end) - at;
      if (since > BUNDLE_LIMITS.metricLineBytes) throw refused('its metrics are no lines of numbers');
      if (end < 0) return;
      since = 0;
      at = end + 1;
    }
  };
}

async function unpackFile(zip: UntrustedZip, name: string, path: string, work: Unpacking): Promise<string> {
  const hash = createHash('sha256');
  const guard = LINES.includes(name) ? lineGuard() : undefined;
  // New, and never through a link: the folder was made a moment ago and nobody else writes there.
  const handle = await open(path, 'wx');
  try {
    for await (const chunk of zip.read(name)) {
      work.signal.throwIfAborted();
      hash.update(chunk);
      guard?.(chunk);
      await writeAll(handle, chunk);
      work.onBytes(chunk.length);
    }
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

/**
 * Unpacks the run of a run file into a new, empty folder and checks it as if it had been written there by a
 * stranger, which it was. The folder is not synced: whoever commits it does that.
 * @param id under which it is to lie in the library
 * @throws {ForgerError} `damaged`, `no-space`, …; the signal's reason when cancelled
 */
export async function unpackRun(
  zip: UntrustedZip,
  { manifest, record }: BundleHead,
  folder: string,
  id: string,
  work: Unpacking,
): Promise<void> {
  const names = Object.keys(manifest.files).filter((name) => bundlePart(name)?.of === 'run');
  for (const inside of new Set([RUN_FILES.samples, RUN_FILES.checkpoints, ...names.map(dirname)]))
    await mkdir(join(folder, inside), { recursive: true });
  for (const name of names)
    if ((await unpackFile(zip, name, join(folder, name), work)) !== manifest.files[name]?.sha256)
      throw refused(`${name} in it was altered`);
  await checkUnpacked(folder, record, manifest);
  if (id !== record.id) await writeFileAtomic(join(folder, RUN_FILES.record), toSealedJson(renamed(record, id)));
}

/** The record of a run whose id is another run's here. */
const renamed = (record: RunRecord, id: string): RunRecord => ({
  ...record,
  id,
  origin: { run: record.origin?.run ?? record.id },
});
