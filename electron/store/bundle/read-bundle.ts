import { createHash } from 'node:crypto';
import { RUN_FILES } from '@shared/library-names.ts';
import { runRecordSchema, type RunRecord } from '@shared/run.ts';
import { parseJson } from '../json-file.ts';
import { BUNDLE_LINEAGE, RUN_LINEAGE } from '../lineage.ts';
import { BUNDLE_MANIFEST, bundleManifestSchema, bundlePart, inCheckpoint, type BundleManifest } from './format.ts';
import { refused, type UntrustedZip } from './untrusted-zip.ts';

/** What a run file is, before anything of it was unpacked. */
export interface BundleHead {
  manifest: BundleManifest;
  /** As it is in the file, under the id it has there. */
  record: RunRecord;
}

async function readManifest(zip: UntrustedZip): Promise<BundleManifest> {
  const size = zip.sizeOf(BUNDLE_MANIFEST);
  if (size === null) throw refused('it is a zip, but of no run');
  if (size > (bundlePart(BUNDLE_MANIFEST)?.most ?? 0)) throw refused('its manifest is too large');
  return parseJson((await zip.readSmall(BUNDLE_MANIFEST)).toString('utf8'), {
    schema: bundleManifestSchema,
    what: 'The manifest of this run file',
    lineage: BUNDLE_LINEAGE,
  });
}

/** The manifest and the zip's directory must name the same files, as large as each other says. */
function checkListed(zip: UntrustedZip, { files, checkpoints }: BundleManifest): void {
  const names = zip.names.filter((name) => name !== BUNDLE_MANIFEST);
  const unlisted = names.find((name) => !Object.hasOwn(files, name));
  if (unlisted !== undefined) throw refused(`its manifest does not list ${unlisted}`);
  for (const [name, { bytes }] of Object.entries(files))
    if (zip.sizeOf(name) !== bytes)
      throw refused(`its manifest lists ${JSON.stringify(name.slice(0, 60))}, which is not in it`);
  for (const name of [RUN_FILES.record, RUN_FILES.status])
    if (!Object.hasOwn(files, name)) throw refused(`${name} is missing in it`);
  const found = new Set(names.flatMap((name) => inCheckpoint(name)?.step ?? []));
  if (found.size !== checkpoints.length || checkpoints.some((step) => !found.has(step)))
    throw refused('its manifest lists other checkpoints than it holds');
}

/** A small file of a run file, held against its SHA-256. @throws {ForgerError} `damaged` */
export async function readListed(zip: UntrustedZip, { files }: BundleManifest, name: string): Promise<Buffer> {
  const bytes = await zip.readSmall(name);
  if (createHash('sha256').update(bytes).digest('hex') !== files[name]?.sha256)
    throw refused(`${name} in it was altered`);
  return bytes;
}

/**
 * Reads what a run file is and holds its directory to its manifest.
 * @throws {ForgerError} `damaged`; `invalid-request` when a newer Forger wrote it
 */
export async function readBundleHead(zip: UntrustedZip): Promise<BundleHead> {
  // First of all: what a newer Forger adds is told by its number, not by names that this one does not know.
  const manifest = await readManifest(zip);
  zip.checkParts();
  checkListed(zip, manifest);
  const record = parseJson((await readListed(zip, manifest, RUN_FILES.record)).toString('utf8'), {
    schema: runRecordSchema,
    what: 'run.json in this run file',
    lineage: RUN_LINEAGE,
  });
  if (record.id !== manifest.run.id) throw refused('its manifest belongs to another run');
  return { manifest, record };
}
