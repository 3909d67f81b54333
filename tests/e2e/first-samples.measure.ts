import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quit, test } from './app.ts';
import { median } from './measured.ts';

/**
 * `npm run measure:first`: how long the first duel takes from the click to its pictures, and what a step costs with
 * the window open. It prints and judges nothing: times belong in no assertion.
 */
const ROUNDS = 3;
const WAITS = { 'clicked at once': 0, 'window open for 4 s': 4000 };
const TRAINING_MS = 10_000;

/** Milliseconds a step, over the steps after the 50th, by the run's own clock. */
async function stepTime(library: string): Promise<number> {
  const [run] = await readdir(join(library, 'runs'));
  if (run === undefined) throw new Error('The library holds no run.');
  const lines = (await readFile(join(library, 'runs', run, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  const rows = lines.slice(50).map((line) => JSON.parse(line) as { step: number; elapsed: number });
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last || last === first) throw new Error('Too few steps were trained.');
  return (1000 * (last.elapsed - first.elapsed)) / (last.step - first.step);
}

test('the first duel, timed', async ({ home, started }) => {
  for (const [name, wait] of Object.entries(WAITS)) {
    const found = { grid: [] as number[], trained: [] as number[], step: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      const app = await started.launch({}, join(home, `${wait}-${round}`));
      const { page, library } = app;
      const button = page.getByRole('button', { name: 'Start the first duel' });
      await button.waitFor();
      await page.waitForTimeout(wait);
      const clicked = performance.now();
      await button.click();
      await page.getByRole('gridcell').first().waitFor();
      found.grid.push(performance.now() - clicked);
      await page.locator('[role="grid"][aria-label*="tep 50"]').waitFor();
      found.trained.push(performance.now() - clicked);
      await page.waitForTimeout(TRAINING_MS);
      found.step.push(await stepTime(library));
      await quit(app);
    }
    console.log(
      `${name}: first grid ${(median(found.grid) / 1000).toFixed(1)} s, first trained grid (step 50) ` +
        `${(median(found.trained) / 1000).toFixed(1)} s, ${median(found.step).toFixed(1)} ms a step with the window open`,
    );
  }
});
