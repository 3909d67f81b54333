import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { ask, end, test } from './app.ts';

/**
 * `npm run measure:look`: how long the app's main process is held up at a stretch while a folder of 20,000 pictures is looked
 * at, and when. It prints and judges nothing.
 */
const FILES = 20_000;
const FOLDERS = 20;
const SIDE = 28;
const SHOWN = 8;

/** Gaps between turns of the main process, told by a timer that is due each millisecond, with the processor time in them. */
interface Watched {
  gaps: { at: number; ms: number; processor: number }[];
  timer: NodeJS.Timeout;
}

/** Pictures that differ a little from their neighbours, so that near copies have to be told apart. */
async function draw(folder: string): Promise<void> {
  for (let file = 0; file < FILES; file += 1) {
    const below = join(folder, `label-${file % FOLDERS}`);
    if (file < FOLDERS) await mkdir(below, { recursive: true });
    const data = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => {
      const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
      return 128 + 120 * Math.sin((x * (1 + (file % 37))) / 9 + (y * (1 + (file % 41))) / 11 + file / 500);
    });
    await writeFile(join(below, `${file}.png`), encode({ width: SIDE, height: SIDE, channels: 1, data }));
  }
}

test('what holds up the main process while a large folder is looked at', async ({ home, started }) => {
  const folder = join(home, 'pictures');
  await draw(folder);
  const { page, electron } = await started.launch({}, home);
  await electron.evaluate(() => {
    const begun = performance.now();
    let last = begun;
    let used = process.cpuUsage();
    const gaps: Watched['gaps'] = [];
    const timer = setInterval(() => {
      const now = performance.now();
      const { user, system } = process.cpuUsage(used);
      if (now - last > 4) gaps.push({ at: now - begun, ms: now - last, processor: (user + system) / 1000 });
      used = process.cpuUsage();
      last = now;
    }, 1);
    Object.assign(globalThis, { watched: { gaps, timer } satisfies Watched });
  });
  const begun = performance.now();
  await ask(page, 'import.look', { paths: [folder] });
  const took = performance.now() - begun;
  const gaps = await electron.evaluate(() => {
    const { watched } = globalThis as unknown as { watched: Watched };
    clearInterval(watched.timer);
    return watched.gaps;
  });
  console.log(
    `${FILES} pictures were looked at in ${(took / 1000).toFixed(1)} s. The longest the main process was held up:`,
  );
  for (const { at, ms, processor } of gaps.toSorted((a, b) => b.ms - a.ms).slice(0, SHOWN))
    console.log(
      `${ms.toFixed(0)} ms, ${processor.toFixed(0)} ms of them worked, ${(at / 1000).toFixed(1)} s after it began`,
    );
  await end(electron.process());
});
