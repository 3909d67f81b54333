import { rm, stat } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Library } from '../../electron/store/index.ts';
import { copyCheckpoints, emptyFolder, libraryOf, longRun } from './library.ts';

/**
 * How fast the run store answers in a library of many runs and in a run of many steps.
 * `npm run bench:store -- <runs> <steps>`; 5,000 and 1,000,000 where left out.
 */
const [runs = 5000, steps = 1_000_000] = process.argv.slice(2).map(Number);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const column = (milliseconds: number | undefined): string => `${Math.round(milliseconds ?? 0)}`.padStart(7);

/** Does something some times; shows the least, the median and the most by the clock, and the median of processor time. */
async function measure(what: string, rounds: number, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  const processor: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [started, before] = [performance.now(), process.cpuUsage()];
    await work();
    times.push(performance.now() - started);
    const { user, system } = process.cpuUsage(before);
    processor.push((user + system) / 1000);
  }
  for (const list of [times, processor]) list.sort((a, b) => a - b);
  const middle = Math.floor(rounds / 2);
  say(`${what.padEnd(56)}${[times[0], times[middle], times.at(-1), processor[middle]].map(column).join('')} ms`);
}

const folder = await emptyFolder(join(tmpdir(), 'forger-bench-store'));
say(`${runs} runs; one run of ${steps} steps; load average ${loadavg()[0]?.toFixed(1)}`);
say(`${''.padEnd(56)}  least median   most processor`);

const library = await libraryOf(join(folder, 'many'), runs);
const index = join(library.dir, 'runs', '.index');
await sleep(2500); // A folder that has just changed is read again.
await measure('list, first time, nothing remembered', 1, () => library.listRuns());
while ((await stat(index).catch(() => null)) === null) await sleep(50);
const fresh = async (): Promise<unknown> => (await Library.open(library.dir)).listRuns();
await measure('list, a new start, from the index', 7, fresh);
await measure('list, again', 15, () => library.listRuns());

const long = await longRun(join(folder, 'long'), steps);
const buckets = (from: number, to: number) => long.library.readMetricBuckets(long.id, { from, to, buckets: 1000 });
const sidecar = join(long.library.runDir(long.id), 'metrics.pyramid');
say(
  `metrics.pyramid: ${((await stat(sidecar)).size / 2 ** 20).toFixed(1)} MiB beside ${((await stat(sidecar.replace('.pyramid', '.jsonl'))).size / 2 ** 20).toFixed(0)} MiB`,
);
await measure('1,000 buckets of the whole run', 9, () => buckets(1, steps));
await measure('1,000 buckets of a tenth', 9, () => buckets(steps * 0.4, steps * 0.5));
await measure('1,000 buckets of 31,000 steps, row by row', 9, () => buckets(1, Math.min(steps, 31_000)));
const CHECKPOINTS = 2000;
await copyCheckpoints(long.library.runDir(long.id), steps, CHECKPOINTS);
/** What the window asks for when a run is opened. */
const page = async (library: Library): Promise<unknown> => {
  const { id } = long;
  const detail = [library.readRun(id), library.readStatus(id), library.listSamples(id), library.listCheckpoints(id)];
  await Promise.all([...detail, library.diskUse(id)]);
  return library.readMetricBuckets(id, { from: 0, to: Number.MAX_SAFE_INTEGER, buckets: 1024 });
};
await measure(`the run's page after a start, ${CHECKPOINTS} checkpoints`, 7, async () =>
  page(await Library.open(long.library.dir)),
);
await measure("the run's page, again", 9, () => page(long.library));
await rm(sidecar);
await measure('the same without a pyramid, which makes it again', 1, () => buckets(1, steps));
await measure('open the run to go on, and log a step', 3, async () => {
  const writer = await long.library.openWriter(long.id, 'cli');
  await writer.truncateMetrics(steps);
  await writer.close();
});
await rm(folder, { recursive: true });
