import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { displayText } from '@shared/display.ts';
import { PICTURE_DEFAULTS } from '@shared/import/options.ts';
import { parseJsonText } from '@shared/json.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import { ORIGINAL_SIDE, type ImageSource, type Original } from '@shared/originals.ts';
import { exists, explained, openFile, systemCode, writeFileAtomic } from '../../store/files/index.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { previewPictures } from '../import/preview.ts';
import { datasetDir } from './folder.ts';
import { originSchema } from './origins.ts';
import { readJson } from './read-json.ts';
import { readRecord } from './read.ts';

const folderSchema = z.strictObject({
  folder: z.string().min(1).max(32_767),
  /** Only some of what lies in that folder was chosen: several folders, or pictures one by one. */
  part: z.literal(true).exactOptional(),
});
/** Where the pictures of a data set lie. */
export type OriginalsPlace = z.infer<typeof folderSchema>;
/** A path below a folder, and none that leads out of it: a library may be a stranger's. */
const belowSchema = originSchema.shape.path
  .max(4096)
  .refine((path) => !path.includes('\0') && !path.startsWith('/') && !path.includes('\\'))
  .refine((path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'));
const openedSchema = originSchema.extend({ path: belowSchema, target: belowSchema.optional() });
type Origin = z.infer<typeof openedSchema>;

export const FOLDER_UNKNOWN = 'It is not known where the folder of these pictures lies. Choose it.';

/** Versions are made of versions; a circle would be somebody's joke. */
const MOST_PARENTS = 100;

/** Writes down where the pictures of a data set lie; it leaves this machine with nothing. */
export async function writeOriginalsPlace(libraryDir: string, id: string, place: OriginalsPlace): Promise<void> {
  const text = `${JSON.stringify(place)}\n`;
  await explained(() => writeFileAtomic(join(datasetDir(libraryDir, id), DATASET_FILES.folder), Buffer.from(text)));
}

/** Writes down where they lie now. */
export async function moveOriginals(libraryDir: string, id: string, folder: string): Promise<void> {
  await writeOriginalsPlace(libraryDir, id, { ...(await originalsPlace(libraryDir, id)), folder });
}

/** Where the pictures of a data set were imported from, of its own or of those it is a version of; null where that is not known. */
export async function originalsPlace(libraryDir: string, id: string): Promise<OriginalsPlace | null> {
  let at: string | undefined = id;
  for (let step = 0; at !== undefined && step < MOST_PARENTS; step += 1) {
    const path: string = join(datasetDir(libraryDir, at), DATASET_FILES.folder);
    if (await exists(path)) return readJson(path, folderSchema, 'Delete that file, then choose the folder again.');
    try {
      at = (await readRecord(libraryDir, at)).shares?.from;
    } catch (error) {
      // What it was made from may be deleted.
      if (!(error instanceof ForgerError) || at === id) throw error;
      return null;
    }
  }
  return null;
}

/** The line of an image, read past those before it. @returns null where nothing was written down, or nothing of use */
async function originOf(libraryDir: string, id: string, image: number): Promise<Origin | null> {
  const path = join(datasetDir(libraryDir, id), DATASET_FILES.sources);
  if (!(await exists(path))) return null;
  const file = await openFile(path);
  const lines = createInterface({ input: file.createReadStream({ autoClose: false }), crlfDelay: Infinity });
  try {
    let at = 0;
    for await (const line of lines) {
      if (at === image) return openedSchema.safeParse(parseJsonText(line)).data ?? null;
      at += 1;
    }
    return null;
  } finally {
    lines.close();
    await file.close();
  }
}

/** Where an image came from; null where that was not written down. @throws {ForgerError} `not-found`, `damaged`, … */
export async function imageSource(libraryDir: string, id: string, image: number): Promise<ImageSource | null> {
  return explained(async () => {
    const origin = await originOf(libraryDir, id, image);
    return origin && { path: origin.path, folder: (await originalsPlace(libraryDir, id))?.folder ?? null };
  });
}

/** What decoders make beside the picture itself; nobody looks at it. */
const UNSEEN = { ...PICTURE_DEFAULTS, width: 8, height: 8, channels: 3, fit: 'stretch' } as const;

/**
 * Reads the picture that an image was made of, in a process that may die, and only where its file is still the one that was
 * imported: its SHA-256 is held against what was written down then.
 * @throws {ForgerError} `not-found`, `damaged`, …; the signal's reason when aborted
 */
export async function readOriginal(
  libraryDir: string,
  id: string,
  image: number,
  { decoder, signal }: { decoder: DecoderLauncher; signal: AbortSignal },
): Promise<Original> {
  return explained(async () => {
    const origin = await originOf(libraryDir, id, image);
    const place = origin && (await originalsPlace(libraryDir, id));
    if (!origin || !place) return { state: 'lost', words: FOLDER_UNKNOWN };
    const { folder } = place;
    const name = `“${displayText(origin.path)}”`;
    const path = join(folder, ...origin.path.split('/'));
    try {
      await (await openFile(path)).close();
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR') throw error;
      return {
        state: 'gone',
        words: `${name} is not in ${displayText(folder)} any more. Choose where the folder lies now.`,
      };
    }
    const places = new Map<string, string>();
    const { target } = origin;
    const pairs = { kind: 'folders' as const, targets: new Map([[origin.path, target ?? '']]) };
    const source = { root: folder, places, ...(target !== undefined && { pairs }) };
    const asked = { source, files: [origin.path], target: UNSEEN, side: ORIGINAL_SIDE, decoder, signal };
    const [read] = await previewPictures(asked);
    if (!read || 'reason' in read)
      return { state: 'unread', words: `${name} cannot be read: ${read?.reason ?? 'nothing came of it'}.` };
    const { facts, original } = read;
    if (facts.digest !== origin.sha256)
      return { state: 'changed', words: `${name} is another file than the one imported, so it is not shown.` };
    return { state: 'here', picture: original, size: { width: facts.width, height: facts.height } };
  });
}
