import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { RESERVE_BYTES } from '../../electron/engine/host/free-space.ts';
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

it('a run pauses before the disk is full, with nothing failed, and goes on by itself when there is room', async ({
  skip,
}) => {
  const folder = await disk();
  if (folder === null) return skip('needs Linux, and root to mount a small disk');
  const { library, prepare } = await smallLibrary(folder);
  const settings = { execution: 'eager', steps: 20, 'checkpoint.everySteps': 5, 'samples.everySteps': 1000 } as const;
  const { id } = await prepare('fashion-gan-torch', settings);
  const ballast = join(folder, 'ballast');
  const free = (): number => statfsSync(folder).bavail * statfsSync(folder).bsize;

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
