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
const NEARLY_FULL = 1200;

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
        code: 'no-space',
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
  expect(status.code).toBeUndefined();
  const [expected, found] = [await library.fingerprint(whole.id), await library.fingerprint(full.id)];
  expect({ ...found, run: '' }).toEqual({ ...expected, run: '' });
});

it('a run that is stopped while the disk is full says that there is no last checkpoint, and where it goes on', async () => {
  const { library, prepare } = await smallLibrary(await quickFolder());
  const settings = { execution: 'eager', steps: 40, 'checkpoint.everySteps': 5, 'samples.everySteps': 1000 } as const;
  const { id } = await prepare('fashion-gan-torch', settings);
  let stopping = false;
  const status = await trainHere(library, id, ({ what }, control) => {
    if (what === 'checkpoint' && !disk.recording) Object.assign(disk, { recording: true, room: NEARLY_FULL });
    if (what !== 'status' || !disk.recording || stopping) return;
    stopping = true;
    // Room for what is said of it, not for a checkpoint.
    disk.room = 4 * NEARLY_FULL;
    control.stop();
  });
  expect(status).toMatchObject({
    state: 'stopped',
    code: 'no-space',
    message: 'Stopped without a last checkpoint, for which the disk has no room. Resumed, the run goes on from step 5.',
  });
  Object.assign(disk, { recording: false, room: Number.POSITIVE_INFINITY });
  expect(await trainHere(library, id)).toMatchObject({ state: 'finished', step: 40, message: null });
});
