import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError, toFailure } from '@shared/contract/errors.ts';
import {
  isUserPresetId,
  MAX_PRESET_BYTES,
  PRESET_FILE_ENDING,
  presetDraftSchema,
  presetFileText,
  readPresetFile,
  type PresetDraft,
  type UserPreset,
} from '@shared/presets/user-preset.ts';
import { LIBRARY_FOLDERS } from '@shared/library-names.ts';
import { explained, makeFolder, readAt, systemCode, withFile, writeFileAtomic, writeNewFile } from './files/index.ts';

/** The user's saved recipes, `<library>/presets/<id>.json`: each the same file that can be given to others. */
const presetsFolder = (library: string): string => join(library, LIBRARY_FOLDERS.presets);

/** Where a preset lies. @throws {ForgerError} `invalid-request` when the id is none. */
export function presetPath(library: string, id: string): string {
  if (!isUserPresetId(id)) throw new ForgerError('invalid-request', 'That is no saved recipe.');
  return join(presetsFolder(library), `${id}.json`);
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const makeId = (): string => `own-${Array.from(randomBytes(6), (byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;

/** The text of a small file, read no further than any saved recipe is long; null where there is none. */
async function textOf(path: string): Promise<string | null> {
  const bytes = await explained(() =>
    withFile(path, null, (handle, size) => readAt(handle, 0, Math.min(size, MAX_PRESET_BYTES + 1))),
  );
  return bytes && bytes.toString('utf8');
}

/** A file of a preset or of networks that anybody may have written. @throws {ForgerError} `not-found`, … */
export async function readSmallFile(path: string): Promise<string> {
  const text = await textOf(path);
  if (text === null) throw new ForgerError('not-found', `There is no file at ${path}.`);
  return text;
}

/** @throws {ForgerError} `not-found`, `damaged`, or `invalid-request` when this version cannot use it. */
export async function readPreset(library: string, id: string): Promise<UserPreset> {
  const text = await textOf(presetPath(library, id));
  if (text === null) throw new ForgerError('not-found', 'That recipe is not in the library any more.');
  return { ...readPresetFile(text), id };
}

/** By name; one that cannot be read is left out and reported. */
export async function listPresets(library: string, onProblem: (problem: string) => void): Promise<UserPreset[]> {
  const presets: UserPreset[] = [];
  for (const file of await namesIn(presetsFolder(library))) {
    const id = file.replace(/\.json$/, '');
    if (!file.endsWith('.json') || !isUserPresetId(id)) continue;
    try {
      presets.push(await readPreset(library, id));
    } catch (error) {
      onProblem(`presets/${file}: ${toFailure(error).message}`);
    }
  }
  return presets.sort((a, b) => a.name.localeCompare(b.name, 'en') || a.id.localeCompare(b.id));
}

async function namesIn(folder: string): Promise<string[]> {
  return explained(async () => {
    try {
      return await readdir(folder);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    }
  });
}

/** Writes a preset; with an id, over the one that has it. @throws {ForgerError} `not-found` when it is gone */
export async function savePreset(library: string, draft: PresetDraft, id?: string): Promise<UserPreset> {
  const text = presetFileText(presetDraftSchema.parse(draft));
  // What is written can be read again: this version has the recipe, and it is not too long.
  const checked = readPresetFile(text);
  if (id !== undefined) await readPreset(library, id);
  const saved = { ...checked, id: id ?? makeId() };
  await explained(() => makeFolder(presetsFolder(library)));
  await writeFileAtomic(presetPath(library, saved.id), text);
  return saved;
}

const MAX_SAME_NAME = 1000;

/** Writes a preset as a file for others, under the first free name; gives its path. @throws {ForgerError} */
export async function exportPreset(preset: PresetDraft, folder: string, name: string): Promise<string> {
  for (let number = 1; number < MAX_SAME_NAME; number += 1) {
    const path = join(folder, `${name}${number === 1 ? '' : `-${number}`}${PRESET_FILE_ENDING}`);
    if (await explained(() => writeIfFree(path, presetFileText(preset)))) return path;
  }
  throw new ForgerError('invalid-request', 'There are too many recipes of this name there. Choose another folder.');
}

async function writeIfFree(path: string, text: string): Promise<boolean> {
  try {
    await writeNewFile(path, Buffer.from(text));
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    await rm(path, { force: true });
    throw error;
  }
}
