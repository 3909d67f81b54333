import { afterEach, expect, it, vi } from 'vitest';
import { quickFolder } from './support/folders.ts';
import { disk } from './support/recorded-disk.ts';
import { smallLibrary, trainHere } from './support/small-library.ts';

vi.mock('node:fs/promises', async (original) => {
  const { recordedFs } = await import('./support/recorded-disk.ts');
  return recordedFs(await original());
});
afterEach(() => Object.assign(disk, { recording: false, room: Number.POSITIVE_INFINITY }));

/** Room for a status, not for a checkpoint. */
const NEARLY_FULL = 400;

it('a run waits while the disk is full, says so, and goes on as if it had not been', async () => {
  const { library, prepare } = await smallLibrary(await quickFolder());
  const settings = { execution: 'eager', steps: 20, 'checkpoint.everySteps': 5, 'samples.everySteps': 1000 } as const;
  const [whole, full] = [await prepare('fashion-gan-torch', settings), await prepare('fashion-gan-torch', settings)];
  await trainHere(library, whole.id);

  let waited: Promise<void> | null = null;
  const status = await trainHere(library, full.id, ({ what }, control) => {
    if (what === 'checkpoint' && waited === null) Object.assign(disk, { recording: true, room: NEARLY_FULL });
    if (what !== 'status' || disk.room !== NEARLY_FULL) return;
    waited ??= (async () => {
      await vi.waitFor(async () => expect((await library.readStatus(full.id)).state).toBe('paused'), {
        timeout: 20_000,
      });
      expect(await library.readStatus(full.id)).toMatchObject({
        message: 'The disk is full. Free some space, then try again.',
        owner: 'cli',
      });
      expect((await library.newestCheckpoint(full.id))?.step).toBe(5);
      disk.room = Number.POSITIVE_INFINITY;
      control.resume();
    })();
  });
  expect(waited).not.toBeNull();
  await waited;
  expect(status).toMatchObject({ state: 'finished', step: 20, message: null });
  const [expected, found] = [await library.fingerprint(whole.id), await library.fingerprint(full.id)];
  expect({ ...found, run: '' }).toEqual({ ...expected, run: '' });
});
