import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { fileMarkSchema } from '@shared/run.ts';
import { FILE_LIMITS, NotAFile, readWhole, systemCode, writeNewFile } from './files/index.ts';
import { readJson, toSealedJson } from './json-file.ts';
import { MANIFEST_LINEAGE } from './lineage.ts';

/** manifest.json: what a checkpoint is, and size and SHA-256 of every other file of it; written last. */
export const MANIFEST_FILE = 'manifest.json';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const manifestSchema = z.object({
  format: z.literal(MANIFEST_LINEAGE.format),
  step: z.number().int().min(0),
  /** Epochs completed, and steps into the next; null in checkpoints of format 1. */
  epoch: z.object({ completed: z.number().int().min(0), steps: z.number().int().min(0) }).nullable(),
  /** See `configurationHash`; null in checkpoints of format 1. */
  configuration: sha256Schema.nullable(),
  /**
   * What metrics.jsonl held: rows up to here belong to this checkpoint. Checkpoints of older programs know its length
   * alone; null in those of format 1.
   */
  metrics: fileMarkSchema
    .extend({ lines: fileMarkSchema.shape.lines.exactOptional(), sha256: sha256Schema.exactOptional() })
    .nullable(),
  files: z.record(z.string(), z.object({ bytes: z.number().int().min(0), sha256: sha256Schema })),
});
export type Manifest = z.infer<typeof manifestSchema>;
/** What a manifest says besides its files. */
export type ManifestFacts = Omit<Manifest, 'format' | 'files'>;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes the files into an empty folder, by relative path, and the manifest after them. */
export async function writeWithManifest(
  folder: string,
  facts: ManifestFacts,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const listed: Manifest['files'] = {};
  for (const [name, bytes] of files) {
    await writeNewFile(join(folder, name), bytes);
    listed[name] = { bytes: bytes.byteLength, sha256: sha256(bytes) };
  }
  const manifest: Manifest = { format: MANIFEST_LINEAGE.format, ...facts, files: listed };
  await writeNewFile(join(folder, MANIFEST_FILE), Buffer.from(toSealedJson(manifest)));
}

export const readManifest = (folder: string): Promise<Manifest> =>
  readJson(join(folder, MANIFEST_FILE), {
    schema: manifestSchema,
    what: 'The manifest of a checkpoint',
    lineage: MANIFEST_LINEAGE,
  });

/**
 * Reads files of a folder and checks each against the manifest.
 * @param names must be there
 * @param optional are there only when the manifest lists them
 * @throws {ForgerError} `damaged` when the manifest or a file is missing, altered, or lies about the step.
 */
export async function readWithManifest<Name extends string, Optional extends string = never>(
  folder: string,
  step: number,
  names: readonly Name[],
  optional: readonly Optional[] = [],
): Promise<Record<Name, Buffer> & Partial<Record<Optional, Buffer>>> {
  const manifest = await readManifest(folder);
  if (manifest.step !== step) throw damaged(step, 'its manifest belongs to another step');
  const listed = (name: string): boolean => Object.hasOwn(manifest.files, name);
  const files: Partial<Record<Name | Optional, Buffer>> = {};
  for (const name of [...names, ...optional.filter(listed)]) {
    const expected = listed(name) ? manifest.files[name] : undefined;
    if (!expected) throw damaged(step, `its manifest does not list ${name}`);
    const bytes = await readListed(join(folder, name), step, name);
    if (bytes.byteLength !== expected.bytes || sha256(bytes) !== expected.sha256)
      throw damaged(step, `${name} was altered`);
    files[name] = bytes;
  }
  return files as Record<Name, Buffer> & Partial<Record<Optional, Buffer>>;
}

async function readListed(path: string, step: number, name: string): Promise<Buffer> {
  try {
    return await readWhole(path, FILE_LIMITS.weights);
  } catch (error) {
    // A sector the disk cannot read any more is damage as well.
    if (!(error instanceof NotAFile) && !['ENOENT', 'EIO'].includes(systemCode(error) ?? '')) throw error;
    throw damaged(step, `${name} is missing`, error);
  }
}

/** One sentence about a checkpoint that cannot be used. */
export function damaged(step: number, why: string, cause?: unknown): ForgerError {
  return new ForgerError('damaged', `The checkpoint of step ${step} is damaged: ${why}. Use an older one.`, { cause });
}
