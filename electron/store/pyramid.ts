import { rm, type FileHandle } from 'node:fs/promises';
import { ForgerError } from '@shared/contract/errors.ts';
import type { MetricRow } from '@shared/run.ts';
import {
  appendUnsynced,
  FILE_LIMITS,
  readAt,
  readWhole,
  systemCode,
  withFile,
  writeFileAtomic,
} from './files/index.ts';
import { addRow, BLOCK_ROWS, emptySummary, type MetricBlock } from './metric-block.ts';
import { eachLine, parseRow } from './metric-lines.ts';
import { HEADER_BYTES, packBlock, pyramidHeader, RECORD_BYTES, unpackPyramid } from './pyramid-file.ts';

/** A row and where its line lies in metrics.jsonl: up to the byte before `end`. */
export interface PlacedRow {
  row: MetricRow;
  end: number;
}

/** What the pyramid and the rows after it say: together all of metrics.jsonl. */
export interface Pyramid {
  blocks: MetricBlock[];
  /** Fewer than a block. */
  rest: PlacedRow[];
  /** Whether the stored file holds all blocks. */
  stored: boolean;
}

/** Blocks looked at closely: the file may have been rewritten behind our back. */
const SPOT_CHECKS = 8;

/** Groups rows that follow `start` into blocks; the last ones may be too few for one. */
function blocksOf(rows: readonly PlacedRow[], start: number): { blocks: MetricBlock[]; rest: PlacedRow[] } {
  const blocks: MetricBlock[] = [];
  let from = start;
  for (let at = 0; at + BLOCK_ROWS <= rows.length; at += BLOCK_ROWS) {
    const placed = rows.slice(at, at + BLOCK_ROWS);
    const block: MetricBlock = { ...emptySummary(), start: from, end: placed.at(-1)?.end ?? from };
    for (const { row } of placed) addRow(block, row);
    blocks.push(block);
    from = block.end;
  }
  return { blocks, rest: rows.slice(blocks.length * BLOCK_ROWS) };
}

async function begins(metrics: FileHandle, { start, firstStep }: MetricBlock): Promise<boolean> {
  const bytes = await readAt(metrics, Math.max(0, start - 1), 4096);
  const text = bytes.toString('utf8', start === 0 ? 0 : 1);
  if (start > 0 && bytes[0] !== 0x0a) return false;
  // A damaged line may stand before the first row of a block.
  return (
    text
      .split('\n')
      .map(parseRow)
      .find((row) => row !== null)?.step === firstStep
  );
}

async function stillTrue(metrics: FileHandle, size: number, stored: readonly MetricBlock[]): Promise<MetricBlock[]> {
  const blocks = stored.filter(({ end }) => end <= size);
  const last = blocks.length - 1;
  for (let check = 0; check <= SPOT_CHECKS && last >= 0; check += 1) {
    const block = blocks[Math.round((check / SPOT_CHECKS) * last)];
    if (block && !(await begins(metrics, block))) return [];
  }
  return blocks;
}

async function storedBlocks(path: string): Promise<{ blocks: MetricBlock[]; bytes: number }> {
  try {
    const bytes = await readWhole(path, FILE_LIMITS.index);
    return { blocks: unpackPyramid(bytes), bytes: bytes.length };
  } catch (error) {
    // What is no pyramid is made again, like one that is not there.
    if (error instanceof ForgerError || ['ENOENT', 'EIO'].includes(systemCode(error) ?? ''))
      return { blocks: [], bytes: 0 };
    throw error;
  }
}

/** The pyramid as stored, as far as it is whole and true, and what metrics.jsonl says beyond it. */
export async function readPyramid(path: string, metricsPath: string): Promise<Pyramid> {
  const { blocks: found, bytes } = await storedBlocks(path);
  return withFile<Pyramid>(metricsPath, { blocks: [], rest: [], stored: bytes === 0 }, async (metrics, size) => {
    const blocks = await stillTrue(metrics, size, found);
    const whole = bytes === (blocks.length === 0 ? 0 : HEADER_BYTES + blocks.length * RECORD_BYTES);
    let rest: PlacedRow[] = [];
    let added = 0;
    await eachLine(metrics, { from: blocks.at(-1)?.end ?? 0, to: size }, (line, end) => {
      const row = parseRow(line);
      if (!row) return;
      rest.push({ row, end });
      if (rest.length < BLOCK_ROWS) return;
      blocks.push(...blocksOf(rest, blocks.at(-1)?.end ?? 0).blocks);
      rest = [];
      added += 1;
    });
    return { blocks, rest, stored: whole && added === 0 };
  });
}

/** Writes all blocks anew; where there is none, there is no file. */
export async function writePyramid(path: string, blocks: readonly MetricBlock[]): Promise<void> {
  if (blocks.length === 0) await rm(path, { recursive: true, force: true });
  else await writeFileAtomic(path, Buffer.concat([pyramidHeader(), ...blocks.map(packBlock)]));
}

/** Builds a run's pyramid as its metrics are appended. A failure to do so is mended by the next call. */
export class PyramidWriter {
  readonly #path: string;
  readonly #metricsPath: string;
  #rest: PlacedRow[] | null = null;
  /** Where the last whole block ends in metrics.jsonl; so many blocks lie before it. */
  #end = 0;
  #count = 0;

  constructor(path: string, metricsPath: string) {
    this.#path = path;
    this.#metricsPath = metricsPath;
  }

  /** Call before metrics.jsonl grows, so that the stored blocks are held against the file as it is. */
  async prepare(): Promise<void> {
    if (this.#rest !== null) return;
    const { blocks, rest, stored } = await readPyramid(this.#path, this.#metricsPath);
    if (!stored) await writePyramid(this.#path, blocks);
    this.#rest = rest;
    this.#count = blocks.length;
    this.#end = blocks.at(-1)?.end ?? 0;
  }

  /** metrics.jsonl was changed otherwise than by appending. */
  forget(): void {
    this.#rest = null;
  }

  /** Call once the rows are kept. */
  async append(rows: readonly PlacedRow[]): Promise<void> {
    if (this.#rest === null) return;
    const { blocks, rest } = blocksOf([...this.#rest, ...rows], this.#end);
    this.#rest = null;
    if (blocks.length > 0) {
      const bytes = Buffer.concat([...(this.#count === 0 ? [pyramidHeader()] : []), ...blocks.map(packBlock)]);
      await appendUnsynced(this.#path, bytes);
    }
    this.#rest = rest;
    this.#count += blocks.length;
    this.#end = blocks.at(-1)?.end ?? this.#end;
  }
}
