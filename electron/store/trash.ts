import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { LIBRARY_FOLDERS } from '@shared/library-names.ts';
import {
  TRASH_DAYS,
  TRASH_ID_BYTES,
  TRASH_KINDS,
  trashIdSchema,
  type TrashEntry,
  type TrashItem,
} from '@shared/trash.ts';
import { bytesBelow } from './disk-use.ts';
import { exists, explained, makeFolder, renameDurably, systemCode } from './files/index.ts';
import { readJson, writeSealedJson } from './json-file.ts';
import { trashFolder } from './paths.ts';

/**
 * `<library>/.trash/<id>/`: `entry.json`, and beside it what was deleted, under its own name. It comes here by one
 * rename, so that deleting costs nothing and can be undone to the byte; after {@link TRASH_DAYS} it goes to the
 * system's trash.
 */
const ENTRY_FILE = 'entry.json';
const DAY_MS = 24 * 60 * 60 * 1000;
/** A folder that the system's trash may still bring something back to is kept so long. */
const REMEMBERED_MS = 90 * DAY_MS;

const entrySchema = z.object({
  kind: z.enum(TRASH_KINDS),
  name: z.string().max(300),
  /** Its place in the library, parts joined by "/". */
  from: z.string().regex(new RegExp(`^(${Object.values(LIBRARY_FOLDERS).join('|')})(/[a-z0-9][a-z0-9.-]*)+$`)),
  deletedAt: z.iso.datetime(),
  /** It was given to the system's trash. */
  handed: z.boolean(),
});
type StoredEntry = z.infer<typeof entrySchema>;

interface Place {
  folder: string;
  record: string;
}

/** @throws {ForgerError} `not-found` when the id is none */
function placeOf(library: string, id: string): Place {
  if (!trashIdSchema.safeParse(id).success) throw gone();
  const folder = join(trashFolder(library), id);
  return { folder, record: join(folder, ENTRY_FILE) };
}

const gone = (): ForgerError =>
  new ForgerError('not-found', 'That is not here any more. Look into the system’s trash, and put it back from there.');

const contentOf = ({ folder }: Place, { from }: StoredEntry): string => join(folder, basename(from));

const toldOf = (id: string, { kind, name, from, deletedAt }: StoredEntry): TrashEntry => ({
  ...{ id, kind, name, from, deletedAt },
});

async function readEntry({ record }: Place): Promise<StoredEntry | null> {
  try {
    return await readJson(record, { schema: entrySchema });
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || (error instanceof ForgerError && error.code === 'damaged')) return null;
    throw error;
  }
}

/**
 * Takes a file or folder of the library away, so that it can be brought back.
 * @throws {ForgerError} `not-found` where there is nothing; then nothing has changed
 */
export async function moveToTrash(
  library: string,
  path: string,
  { kind, name }: Pick<TrashEntry, 'kind' | 'name'>,
): Promise<TrashEntry> {
  const id = randomBytes(TRASH_ID_BYTES).toString('hex');
  const place = placeOf(library, id);
  const from = relative(library, path).split(sep).join('/');
  const entry: StoredEntry = { kind, name, from, deletedAt: new Date().toISOString(), handed: false };
  return explained(async () => {
    if (!(await exists(path))) throw new ForgerError('not-found', 'That is not in the library any more.');
    await makeFolder(trashFolder(library));
    await mkdir(place.folder);
    try {
      // First where it belongs, then the move: a kill in between leaves an entry without content, which is swept.
      await writeSealedJson(place.record, entrySchema.parse(entry));
      await renameDurably(path, contentOf(place, entry));
    } catch (error) {
      await rm(place.folder, { recursive: true, force: true });
      throw error;
    }
    return { id, kind, name, from, deletedAt: entry.deletedAt };
  });
}

/** Brings something back to its place. @throws {ForgerError} `not-found`; `invalid-request` when the place is taken */
export async function restoreFromTrash(library: string, id: string): Promise<TrashEntry> {
  const place = placeOf(library, id);
  return explained(async () => {
    const entry = await readEntry(place);
    if (!entry || !(await exists(contentOf(place, entry)))) throw gone();
    const target = join(library, ...entry.from.split('/'));
    if (await exists(target))
      throw new ForgerError('invalid-request', `There is another one in place of “${entry.name}”. Delete that first.`);
    await makeFolder(dirname(target));
    await renameDurably(contentOf(place, entry), target);
    await rm(place.folder, { recursive: true, force: true });
    return toldOf(id, entry);
  });
}

async function idsIn(library: string): Promise<string[]> {
  try {
    return (await readdir(trashFolder(library))).filter((name) => trashIdSchema.safeParse(name).success);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** What can be brought back, the latest first. */
export async function listTrash(library: string): Promise<TrashEntry[]> {
  return explained(async () => {
    const found: TrashEntry[] = [];
    for (const id of await idsIn(library)) {
      const place = placeOf(library, id);
      const entry = await readEntry(place);
      if (entry && (await exists(contentOf(place, entry)))) found.push(toldOf(id, entry));
    }
    return found.sort((a, b) => b.deletedAt.localeCompare(a.deletedAt));
  });
}

/** The same, each with the bytes it takes. */
export async function weighTrash(library: string): Promise<TrashItem[]> {
  const entries = await listTrash(library);
  return explained(async () =>
    entries.map((entry) => ({ ...entry, bytes: bytesBelow(join(trashFolder(library), entry.id)) })),
  );
}

/** Id of what was deleted last. @throws {ForgerError} `not-found` where nothing can be brought back */
export async function latestInTrash(library: string): Promise<string> {
  const [latest] = await listTrash(library);
  if (!latest) throw new ForgerError('not-found', 'The trash is empty. Look into the system’s trash.');
  return latest.id;
}

/**
 * Gives something to the system's trash. Its entry stays: who puts it back from there finds it in its place at the
 * next start. @param trash as the desktop does it; where it cannot, the deleted one stays here
 */
export async function handToSystem(library: string, id: string, trash: (path: string) => Promise<void>): Promise<void> {
  const place = placeOf(library, id);
  const entry = await readEntry(place);
  if (!entry || !(await exists(contentOf(place, entry)))) return;
  await trash(contentOf(place, entry));
  await writeSealedJson(place.record, { ...entry, handed: true });
}

/**
 * At a start: what the user put back from the system's trash returns to its place, what has lain here for
 * {@link TRASH_DAYS} goes there, and entries with nothing in them go.
 */
export async function settleTrash(library: string, trash: (path: string) => Promise<void>, now: Date): Promise<void> {
  const failures: unknown[] = [];
  for (const id of await idsIn(library))
    await settleOne(library, id, trash, now).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function settleOne(
  library: string,
  id: string,
  trash: (path: string) => Promise<void>,
  now: Date,
): Promise<void> {
  const place = placeOf(library, id);
  const entry = await readEntry(place);
  if (entry && (await exists(contentOf(place, entry)))) {
    if (entry.handed) await restoreFromTrash(library, id);
    else if (now.getTime() - Date.parse(entry.deletedAt) > TRASH_DAYS * DAY_MS) await handToSystem(library, id, trash);
    return;
  }
  const old = now.getTime() - (await stat(place.folder)).mtimeMs > REMEMBERED_MS;
  if (old || entry?.handed === false) await rm(place.folder, { recursive: true, force: true });
}

/** Deletes one of them for good. @throws {ForgerError} `not-found` */
export async function deleteForGood(library: string, id: string): Promise<void> {
  const { folder } = placeOf(library, id);
  await explained(async () => {
    if (!(await exists(folder))) throw gone();
    await rm(folder, { recursive: true, force: true });
  });
}

/** Deletes for good what is in the library's own trash. */
export async function emptyTrash(library: string): Promise<void> {
  await explained(() => rm(trashFolder(library), { recursive: true, force: true }));
}
