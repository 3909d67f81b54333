import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetRecord } from '@shared/dataset.ts';
import { parseJsonText } from '@shared/json.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import { fileChunks, systemCode, writeAll } from '../../store/files/index.ts';
import { FACTS_BYTES } from '../packed-facts.ts';
import { datasetDir } from './folder.ts';
import { BUFFER_BYTES } from './pixel-writer.ts';
import { damaged, readBytes } from './read.ts';

/** The file that an image was made of. */
export interface ImageOrigin {
  /** Below what was imported, with `/`. */
  path: string;
  /** Of a pair from two folders: its target, and `path` is its input. */
  target?: string | undefined;
  /** Of a pair from two folders one of both: see `digestOfPair`. */
  sha256: string;
  /** What was known of the picture, as `packFacts` packs it. */
  facts: Uint8Array;
}

/** A line of sources.jsonl. */
export const originSchema = z.object({
  path: z.string().min(1),
  target: z.string().min(1).optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
/** Longer than any path with its hash. */
const MOST_LINE = 1 << 17;

/** Writes where each image came from into a data set's folder: paths and hashes a line an image, and what was known of them. */
export async function writeOrigins(
  folder: string,
  origins: Iterable<ImageOrigin> | AsyncIterable<ImageOrigin>,
): Promise<void> {
  const [lines, facts] = await Promise.all(
    [DATASET_FILES.sources, DATASET_FILES.facts].map((name) => open(join(folder, name), 'wx')),
  );
  if (!lines || !facts) throw new Error('Two files were opened.');
  try {
    let text = '';
    let known: Uint8Array[] = [];
    const flush = async (): Promise<void> => {
      await writeAll(lines, Buffer.from(text));
      await writeAll(facts, Buffer.concat(known));
      [text, known] = ['', []];
    };
    for await (const { path, target, sha256, facts: own } of origins) {
      text += `${JSON.stringify({ path, target, sha256 })}\n`;
      known.push(own);
      if (text.length >= BUFFER_BYTES) await flush();
    }
    await flush();
    await lines.sync();
    await facts.sync();
  } finally {
    await lines.close();
    await facts.close();
  }
}

async function* linesOf(path: string, tooLong: () => Error): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of fileChunks(path)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_LINE) throw tooLong();
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/**
 * Where each image of a data set of the library came from, in their order.
 * @returns null where that was not kept: of all that are no imports of pictures, and by older versions
 * @throws {ForgerError} `damaged`
 */
export async function readOrigins(libraryDir: string, record: DatasetRecord): Promise<ImageOrigin[] | null> {
  const folder = datasetDir(libraryDir, record.id);
  const wrong = (): Error => damaged(record, 'what is known of its files cannot be read');
  const origins: ImageOrigin[] = [];
  try {
    const facts = await readBytes(record, join(folder, DATASET_FILES.facts), record.count * FACTS_BYTES);
    for await (const line of linesOf(join(folder, DATASET_FILES.sources), wrong)) {
      const at = origins.length;
      const parsed = originSchema.parse(parseJsonText(line));
      origins.push({ ...parsed, facts: facts.subarray(at * FACTS_BYTES, (at + 1) * FACTS_BYTES) });
      if (origins.length > record.count) throw wrong();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw systemCode(error) === undefined ? wrong() : error;
  }
  if (origins.length < record.count) throw wrong();
  return origins;
}
