import type { ElectronApplication } from '@playwright/test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { end, test, type Started } from './app.ts';
import { median } from './measured.ts';

/**
 * `npm run measure:window`: what the open window with its moving charts costs, against the same run on the command line
 * without any, by turns. It prints and judges nothing.
 */
const ROUNDS = 5;
/** Before it is timed: the start, and finding out how many steps a call makes. */
const SETTLE_MS = 8000;
const TIMED_MS = 12_000;

async function stepOf(library: string): Promise<number> {
  const [run] = await readdir(join(library, 'runs'));
  const lines = (await readFile(join(library, 'runs', run ?? '', 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  return (JSON.parse(lines.at(-1) ?? '') as { step: number }).step;
}

/** Steps a second by the clock on the wall, everything included. */
async function pace(library: string, settle = SETTLE_MS): Promise<number> {
  await sleep(settle);
  const [first, started] = [await stepOf(library), performance.now()];
  await sleep(TIMED_MS);
  return ((await stepOf(library)) - first) / ((performance.now() - started) / 1000);
}

async function onCommandLine(started: Started, library: string): Promise<number> {
  const child = started.forgerUntilEnded(library, 'quick-start');
  const found = await pace(library);
  await end(child);
  return found;
}

/** Seconds of processor time that each of the app's processes has taken. */
const times = (electron: ElectronApplication): Promise<Record<string, number>> =>
  electron.evaluate(({ app }) =>
    Object.fromEntries(
      app
        .getAppMetrics()
        .map(({ type, name, pid, cpu }) => [`${name ?? type} (${pid})`, cpu.cumulativeCPUUsage ?? Number.NaN]),
    ),
  );

async function inWindow(started: Started, home: string): Promise<number> {
  const { page, electron, library } = await started.launch({}, home);
  await page.getByRole('button', { name: 'Start the first duel' }).click();
  await sleep(SETTLE_MS);
  const [before, at] = [await times(electron), performance.now()];
  const found = await pace(library, 0);
  const seconds = (performance.now() - at) / 1000;
  const shares = Object.entries(await times(electron)).map(
    ([name, time]) => `${name} ${((100 * (time - (before[name] ?? 0))) / seconds).toFixed(0)} %`,
  );
  console.log(`of a processor: ${shares.join(', ')}`);
  await end(electron.process());
  return found;
}

test('the window beside the command line', async ({ home, started }) => {
  const found = { window: [] as number[], bare: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    found.bare.push(await onCommandLine(started, join(home, `bare-${round}`)));
    found.window.push(await inWindow(started, join(home, `window-${round}`)));
  }
  const [window, bare] = [median(found.window), median(found.bare)];
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(1)).join(' ');
  console.log(
    `steps a second: ${window.toFixed(1)} with the window open (${list(found.window)}), ${bare.toFixed(1)} on the ` +
      `command line (${list(found.bare)}): ${(100 * (window / bare - 1)).toFixed(1)} %`,
  );
});
