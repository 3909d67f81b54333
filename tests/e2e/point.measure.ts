import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quit, test } from './app.ts';
import { median } from './measured.ts';

/**
 * `npm run measure:point`: from the first duel's click to its first trained step, and from a step that lies on the disk to
 * its point in the window's charts. It prints and judges nothing.
 */
const ROUNDS = 3;
const TIMED_MS = 20_000;

/** When what was there, in milliseconds since 1970. */
interface Seen {
  at: number;
  step: number;
}

async function lastStep(library: string): Promise<number> {
  const [run] = await readdir(join(library, 'runs')).catch(() => []);
  const text =
    run === undefined ? '' : await readFile(join(library, 'runs', run, 'metrics.jsonl'), 'utf8').catch(() => '');
  const line = text.slice(0, text.lastIndexOf('\n')).split('\n').at(-1);
  return line ? (JSON.parse(line) as { step: number }).step : 0;
}

/** Each newest step of the file as it comes. */
async function watchFile(library: string, until: (newest: Seen[]) => boolean): Promise<Seen[]> {
  const seen: Seen[] = [];
  while (!until(seen)) {
    const step = await lastStep(library);
    if (step > (seen.at(-1)?.step ?? 0)) seen.push({ at: Date.now(), step });
    await sleep(5);
  }
  return seen;
}

test('from a step to its point', async ({ home, started }) => {
  const found = { first: [] as number[], point: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const { page, library, ...app } = await started.launch({}, join(home, String(round)));
    // The title bar names the newest step that the charts have.
    await page.evaluate(() => {
      const seen: Seen[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => {
        const step = Number(
          /step ([\d,]+)/.exec(document.querySelector('main')?.innerText ?? '')?.[1]?.replaceAll(',', ''),
        );
        if (step > (seen.at(-1)?.step ?? 0)) seen.push({ at: Date.now(), step });
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    const clicked = Date.now();
    await page.getByRole('button', { name: 'Start the first duel' }).click();
    const written = await watchFile(library, ([first]) => first !== undefined && Date.now() - first.at > TIMED_MS);
    const shown = await page.evaluate(() => (window as unknown as { seen: Seen[] }).seen);
    found.first.push((written[0]?.at ?? Number.NaN) - clicked);
    const delays = written.flatMap(({ at, step }) => {
      const point = shown.find((one) => one.step >= step);
      return point ? [point.at - at] : [];
    });
    found.point.push(median(delays));
    await quit({ page, library, ...app });
  }
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(' ');
  console.log(
    `first step on the disk ${median(found.first).toFixed(0)} ms after the click (${list(found.first)}); a step's point ` +
      `${median(found.point).toFixed(0)} ms after the step is on the disk (${list(found.point)})`,
  );
});
