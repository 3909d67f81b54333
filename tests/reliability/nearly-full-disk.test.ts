import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { RESERVE_BYTES } from '@shared/disk-room.ts';
import { run } from '../../electron/cli/run.ts';
import { smallLibrary, trainHere } from './support/small-library.ts';

const DISK_MEGABYTES = 100;

/** A disk of a hundred megabytes; null where this system or user can mount none. */
async function disk(): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = await mkdtemp(join(tmpdir(), 'forger-nearly-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    await rm(folder, { recursive: true });
    return null;
  }
  onTestFinished(async () => {
    execFileSync('umount', [folder]);
    await rm(folder, { recursive: true });
  });
  return folder;
}

const freeIn = (folder: string): number => statfsSync(folder).bavail * statfsSync(folder).bsize;

it('a run pauses before the disk is full, with nothing failed, and goes on by itself when there is room', async ({
  skip,
}) => {
  const folder = await disk();
  if (folder === null) return skip('needs Linux, and root to mount a small disk');
  const { library, prepare } = await smallLibrary(folder);
  const settings = { execution: 'eager', steps: 20, 'checkpoint.everySteps': 5, 'samples.everySteps': 1000 } as const;
  const { id } = await prepare('fashion-gan-torch', settings);
  const ballast = join(folder, 'ballast');
  const free = (): number => freeIn(folder);

  let waited: Promise<void> | null = null;
  let least = Number.POSITIVE_INFINITY;
  const status = await trainHere(library, id, ({ what }, control) => {
    least = Math.min(least, free());
    if (what !== 'checkpoint' || waited !== null) return;
    // Other programs fill the disk into the reserve.
    writeFileSync(ballast, Buffer.alloc(free() - RESERVE_BYTES + 1_000_000));
    waited = (async () => {
      await vi.waitFor(async () => expect((await library.readStatus(id)).state).toBe('paused'), { timeout: 20_000 });
      const { message, step } = await library.readStatus(id);
      expect(message).toMatch(
        /^Only \d+ MB are free where the library lies \(.*\), and the next checkpoint needs \d+ MB/,
      );
      expect(step).toBeGreaterThanOrEqual(5);
      expect((await library.newestCheckpoint(id))?.step).toBe(5);
      rmSync(ballast);
      // As when the next look is due, without waiting for it.
      control.resume();
    })();
  });
  await waited;
  expect(waited).not.toBeNull();
  expect(status).toMatchObject({ state: 'finished', step: 20, message: null });
  expect(least).toBeGreaterThan(RESERVE_BYTES / 2);
  expect((await library.newestCheckpoint(id))?.step).toBe(20);
});

const SETTINGS = { execution: 'eager', steps: 60, 'checkpoint.everySteps': 3, 'samples.everySteps': 1000 } as const;

it('a run that waits for room goes on when its older checkpoints are let go, and keeps the two newest', async ({
  skip,
}) => {
  const folder = await disk();
  if (folder === null) return skip('needs Linux, and root to mount a small disk');
  const { library, prepare } = await smallLibrary(folder);
  const { id } = await prepare('fashion-gan-torch', SETTINGS);
  let kept = 0;
  let thinned: Promise<void> | null = null;
  const status = await trainHere(library, id, ({ what }, control) => {
    if (what !== 'checkpoint' || thinned !== null || ++kept < 8) return;
    thinned = (async () => {
      const before = await library.listCheckpoints(id);
      const bytes = before[0]?.bytes ?? 0;
      // Room for a checkpoint and the reserve is a few checkpoints away.
      writeFileSync(join(folder, 'ballast'), Buffer.alloc(freeIn(folder) - RESERVE_BYTES + bytes));
      await vi.waitFor(async () => expect(await library.readStatus(id)).toMatchObject({ code: 'no-space' }), 20_000);
      control.thin();
      await vi.waitFor(async () => expect((await library.readStatus(id)).state).not.toBe('paused'), 20_000);
      expect((await library.listCheckpoints(id)).length).toBeLessThan(before.length);
      rmSync(join(folder, 'ballast'));
    })();
  });
  await thinned;
  expect(status).toMatchObject({ state: 'finished', step: 60, message: null });
});

it('the command line says at once that a run waits and what helps, and refuses one that would wait at once', async ({
  skip,
}) => {
  const folder = await disk();
  if (folder === null) return skip('needs Linux, and root to mount a small disk');
  const { library, prepare } = await smallLibrary(folder);
  const { id } = await prepare('fashion-gan-torch', SETTINGS);
  // A command lets go of the channel to its launcher; here it is the one to what runs this test.
  onTestFinished(() => process.channel?.ref());
  const ballast = join(folder, 'ballast');
  let err = '';
  const forger = (...words: string[]): Promise<number> =>
    run(
      words,
      { out: () => undefined, err: (text) => void (err += text), interactive: false },
      {
        FORGER_LIBRARY: library.dir,
      },
    );
  const trained = forger('resume', id);
  await vi.waitFor(async () => expect((await library.listCheckpoints(id)).length).toBeGreaterThan(3), 60_000);
  writeFileSync(ballast, Buffer.alloc(freeIn(folder) - RESERVE_BYTES));
  await vi.waitFor(
    () => expect(err).toMatch(/^Paused\. Only 67 MB are free .* forger checkpoints .* --thin$/m),
    20_000,
  );
  rmSync(ballast);
  await vi.waitFor(() => expect(err).toMatch(/^There is room again: training goes on\.$/m), 20_000);
  expect(await trained).toBe(0);
  const { id: next } = await prepare('fashion-gan-torch', SETTINGS);
  writeFileSync(ballast, Buffer.alloc(freeIn(folder) - RESERVE_BYTES));
  err = '';
  expect(await forger('resume', next)).toBe(1);
  expect(err).toMatch(/^forger: Only 67 MB are free where the library lies, and the next checkpoint needs/m);
  expect(err).not.toContain('--thin');
});
