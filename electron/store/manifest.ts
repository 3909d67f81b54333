import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { systemCode, writeNewFile } from './files/index.ts';
import { readJson, STORE_FORMAT, toJson } from './json-file.ts';

/** manifest.json: size and SHA-256 of every other file of a checkpoint, written last. */
export const MANIFEST_FILE = 'manifest.json';

const manifestSchema = z.object({
  format: z.literal(STORE_FORMAT),
  step: z.number().int().min(0),
  files: z.record(
    z.string(),
    z.object({ bytes: z.number().int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes the files into an empty folder, by relative path, and the manifest after them. */
export async function writeWithManifest(folder: string, step: number, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const listed: Manifest['files'] = {};
  for (const [name, bytes] of files) {
    await writeNewFile(join(folder, name), bytes);
    listed[name] = { bytes: bytes.byteLength, sha256: sha256(bytes) };
  }
  const manifest: Manifest = { format: STORE_FORMAT, step, files: listed };
  await writeNewFile(join(folder, MANIFEST_FILE), Buffer.from(toJson(manifest)));
}

export const readManifest = (folder: string): Promise<Manifest> =>
  readJson(join(folder, MANIFEST_FILE), manifestSchema, 'The manifest of a checkpoint');

/**
 * Reads the named files of a folder and checks each against the manifest.
 * @throws {ForgerError} `damaged` when the manifest or a file is missing, altered, or lies about the step.
 */
export async function readWithManifest<Name extends string>(
  folder: string,
  step: number,
  names: readonly Name[],
): Promise<Record<Name, Buffer>> {
  const manifest = await readManifest(folder);
  if (manifest.step !== step) throw damaged(step, 'its manifest belongs to another step');
  const files: [Name, Buffer][] = [];
  for (const name of names) {
    const expected = Object.hasOwn(manifest.files, name) ? manifest.files[name] : undefined;
    if (!expected) throw damaged(step, `its manifest does not list ${name}`);
    const bytes = await readListed(join(folder, name), step, name);
    if (bytes.byteLength !== expected.bytes || sha256(bytes) !== expected.sha256) throw damaged(step, `${name} was altered`);
    files.push([name, bytes]);
  }
  return Object.fromEntries(files) as Record<Name, Buffer>;
}

async function readListed(path: string, step: number, name: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    // A sector the disk cannot read any more is damage as well.
    if (!['ENOENT', 'EIO', 'EISDIR'].includes(systemCode(error) ?? '')) throw error;
    throw damaged(step, `${name} is missing`, error);
  }
}

/** One sentence about a checkpoint that cannot be used. */
export function damaged(step: number, why: string, cause?: unknown): ForgerError {
  return new ForgerError('damaged', `The checkpoint of step ${step} is damaged: ${why}. Use an older one.`, { cause });
}
