import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { LIBRARY_FOLDERS, RUN_FILES } from '../../electron/shared/library-names.ts';
import { enter, leave } from '../packaging/room.ts';
import { windowOf } from '../packaging/window.ts';
import { PROJECT, test } from './app.ts';
import { median } from './measured.ts';

/**
 * `npm run measure:first`, after `npm run package -- --dir`: the first start of the packed app, for an ordinary user with an empty
 * home who clicks as soon as there is something to click. It prints and judges nothing: times belong in no assertion.
 */
const ROUNDS = 5;
const TREE = join(PROJECT, 'dist', 'linux-unpacked');
const PLACE = '/opt/forger';
const LOOK_MS = 10;

/** Waits until the run there has written down its first step. */
async function firstStep(library: string): Promise<void> {
  const runs = join(library, LIBRARY_FOLDERS.runs);
  for (;;) {
    const [run] = await readdir(runs).catch(() => []);
    const metrics = run === undefined ? null : await stat(join(runs, run, RUN_FILES.metrics)).catch(() => null);
    if (metrics !== null && metrics.size > 0) return;
    await setTimeout(LOOK_MS);
  }
}

test('the first start of the packed app, timed', async ({ home }) => {
  test.skip(
    process.platform !== 'linux',
    'The packed app is started in a room of its own, which Linux alone can make.',
  );
  if (!existsSync(TREE)) throw new Error('There is no packed app in dist/. Make it first: npm run package -- --dir.');
  const stages = ['window', 'button', 'first grid', 'first step', 'first grid of training'] as const;
  const found = new Map(stages.map((stage) => [stage, [] as number[]]));
  const loads: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const own = join(home, String(round));
    await mkdir(own);
    loads.push(loadavg()[0] ?? Number.NaN);
    const started = performance.now();
    const reached = (stage: (typeof stages)[number]): void => void found.get(stage)?.push(performance.now() - started);
    const program = enter({ home: own, mounts: { [PLACE]: TREE } }, [`${PLACE}/forger`, '--remote-debugging-port=0']);
    try {
      const { browser, page } = await windowOf(program);
      reached('window');
      const button = page.getByRole('button', { name: 'Start the first duel' });
      await button.waitFor();
      reached('button');
      await button.click();
      await Promise.all([
        page
          .getByRole('gridcell')
          .first()
          .waitFor()
          .then(() => reached('first grid')),
        firstStep(join(own, 'Forger')).then(() => reached('first step')),
        page
          .getByRole('grid', { name: /step [1-9]/i })
          .waitFor()
          .then(() => reached('first grid of training')),
      ]);
      await browser.close();
    } finally {
      await leave(program);
    }
  }
  const line = stages.map((stage) => {
    const times = found.get(stage) ?? [];
    const seconds = times.map((time) => (time / 1000).toFixed(1)).join(' ');
    return `${stage} ${(median(times) / 1000).toFixed(1)} s (${seconds})`;
  });
  console.log(
    `from the start of the packed app: ${line.join(', ')}; load average ${loads.map((load) => load.toFixed(1)).join(' ')}`,
  );
});
