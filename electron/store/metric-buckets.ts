import {
  CHARTED,
  type BucketColumns,
  type ChartedMetric,
  type MetricBuckets,
  type MetricRange,
} from '@shared/metric-buckets.ts';
import { explained, withFile } from './files/index.ts';
import { lockHolder } from './lock.ts';
import { addRow, addSummary, emptySummary, spanOf, type MetricBlock, type MetricSummary } from './metric-block.ts';
import { eachLine, parseRow } from './metric-lines.ts';
import type { RunPaths } from './paths.ts';
import { readPyramid, writePyramid, type Pyramid } from './pyramid.ts';

const overlaps = ({ firstStep, lastStep }: MetricSummary, { from, to }: MetricRange): boolean =>
  lastStep >= from && firstStep <= to;

const isInside = ({ firstStep, lastStep }: MetricSummary, { from, to }: MetricRange): boolean =>
  firstStep >= from && lastStep <= to;

/** Equally wide pieces of a span of steps, filled in the order of steps. */
class Buckets {
  readonly #from: number;
  readonly #to: number;
  readonly #count: number;
  readonly #places = new Map<number, MetricSummary>();

  constructor(from: number, to: number, count: number) {
    this.#from = from;
    this.#to = to;
    this.#count = count;
  }

  at(step: number): MetricSummary {
    const share = (step - this.#from) / (this.#to - this.#from + 1);
    const place = Math.min(this.#count - 1, Math.max(0, Math.floor(share * this.#count)));
    const bucket = this.#places.get(place) ?? emptySummary();
    this.#places.set(place, bucket);
    return bucket;
  }

  get filled(): MetricSummary[] {
    return [...this.#places.values()];
  }
}

/** Blocks that a file's rows stand for: from the first one's beginning to the last one's end. */
async function addRowsOf(
  into: Buckets,
  metricsPath: string,
  blocks: readonly MetricBlock[],
  range: MetricRange,
): Promise<void> {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (!first || !last) return;
  await withFile(metricsPath, undefined, async (handle) => {
    await eachLine(handle, { from: first.start, to: last.end }, (line) => {
      const row = parseRow(line);
      if (row && row.step >= range.from && row.step <= range.to) addRow(into.at(row.step), row);
    });
  });
}

/**
 * What lies in the range: whole blocks where each bucket would hold some, else single rows. Blocks that
 * reach out of the range are read row by row, so that nothing outside counts.
 */
async function gather({ blocks, rest }: Pyramid, metricsPath: string, range: MetricRange): Promise<MetricSummary[]> {
  const touched = blocks.filter((block) => overlaps(block, range));
  const tail = rest.map(({ row }) => row).filter(({ step }) => step >= range.from && step <= range.to);
  const firstStep = touched[0]?.firstStep ?? tail[0]?.step ?? range.from;
  const lastStep = tail.at(-1)?.step ?? touched.at(-1)?.lastStep ?? range.to;
  const into = new Buckets(Math.max(firstStep, range.from), Math.min(lastStep, range.to), range.buckets);
  const from = touched.findIndex((block) => isInside(block, range));
  const to = touched.findLastIndex((block) => isInside(block, range)) + 1;
  if (touched.length < range.buckets || from < 0) await addRowsOf(into, metricsPath, touched, range);
  else {
    await addRowsOf(into, metricsPath, touched.slice(0, from), range);
    for (const block of touched.slice(from, to)) addSummary(into.at((block.firstStep + block.lastStep) / 2), block);
    await addRowsOf(into, metricsPath, touched.slice(to), range);
  }
  for (const row of tail) addRow(into.at(row.step), row);
  return into.filled;
}

function columnsOf(buckets: readonly MetricSummary[], metric: number): BucketColumns {
  const spans = buckets.map((bucket) => spanOf(bucket, metric));
  return { min: spans.map(({ min }) => min), max: spans.map(({ max }) => max), mean: spans.map(({ mean }) => mean) };
}

/** A run's metrics in at most so many pieces. Where the pyramid has to be made again, that takes seconds for a million steps. */
export async function readMetricBuckets(paths: RunPaths, range: MetricRange): Promise<MetricBuckets> {
  return explained(async () => {
    const pyramid = await readPyramid(paths.pyramid, paths.metrics);
    // A writer keeps its own; without one, what was worked out now is kept. Where it cannot be, all is said anyway.
    if (!pyramid.stored && (await lockHolder(paths.lock)) === null)
      await writePyramid(paths.pyramid, pyramid.blocks).catch(() => undefined);
    const buckets = await gather(pyramid, paths.metrics, range);
    return {
      first: buckets.map(({ firstStep }) => firstStep),
      last: buckets.map(({ lastStep }) => lastStep),
      rows: buckets.map(({ rows }) => rows),
      metrics: Object.fromEntries(CHARTED.map((name, at) => [name, columnsOf(buckets, at)])) as Record<
        ChartedMetric,
        BucketColumns
      >,
      nextOffset: pyramid.rest.at(-1)?.end ?? pyramid.blocks.at(-1)?.end ?? 0,
    };
  });
}
