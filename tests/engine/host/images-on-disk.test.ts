import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunConfigInput } from '@shared/config/schema.ts';
import type { RunStatus } from '@shared/run.ts';
import { RunControl, trainRun, type RunEvent } from '../../../electron/engine/host/index.ts';
import type { Library } from '../../../electron/store/index.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let library: Library;
let prepare: TemporaryLibrary['prepare'];
let remove: () => void;
beforeEach(async () => {
  ({ library, prepare, remove } = await temporaryLibrary());
});
afterEach(() => remove());

/** Trains with no image held in memory. */
function trainFromDisk(
  runId: string,
  onEvent: (event: RunEvent, control: RunControl) => void = () => undefined,
): Promise<RunStatus> {
  const control = new RunControl();
  const told = (event: RunEvent): void => onEvent(event, control);
  return trainRun({ library, runId, owner: 'cli', bundledDir: BUNDLED, control, onEvent: told, heldBytes: 0 });
}

const OFTEN: Partial<RunConfigInput> = { steps: 14, 'checkpoint.everySteps': 2, 'samples.everySteps': 100 };
const fingerprint = async (id: string): Promise<object> => ({ ...(await library.fingerprint(id)), run: '' });
const pixelsOf = async (id: string): Promise<string> =>
  join(library.dir, 'datasets', (await library.readRun(id)).dataset.id, 'pixels.bin');

describe('images that stay on the disk', () => {
  test('teach what the same images teach from memory', async () => {
    const settings = { ...OFTEN, execution: 'eager' } as const;
    const [held, read] = [await prepare(settings), await prepare(settings)];
    await trainHere(library, held.id);
    expect(await trainFromDisk(read.id)).toMatchObject({ state: 'finished', message: null });
    expect(await fingerprint(read.id)).toEqual(await fingerprint(held.id));
  });

  test('teach the same in one go and in pieces, bit for bit', async () => {
    const [whole, broken] = [await prepare(OFTEN), await prepare(OFTEN)];
    await trainFromDisk(whole.id);
    const stopped = await trainFromDisk(broken.id, ({ what }, control) => {
      if (what === 'checkpoint') control.stop();
    });
    expect(stopped.state).toBe('stopped');
    expect(await trainFromDisk(broken.id)).toMatchObject({ state: 'finished', step: 14 });
    expect(await fingerprint(broken.id)).toEqual(await fingerprint(whole.id));
  });

  test('end the run with a sentence where they are cut off, and let it go on when they are back', async () => {
    const { id } = await prepare({ ...OFTEN, execution: 'eager', steps: 150, 'checkpoint.everySteps': 5 });
    const path = await pixelsOf(id);
    const pixels = await readFile(path);
    let cut: Promise<void> | null = null;
    const failed = await trainFromDisk(id, ({ what }) => {
      if (what === 'checkpoint') cut ??= truncate(path, 100);
    });
    expect(failed).toMatchObject({ state: 'failed', message: expect.stringContaining('its pixels were cut off') });
    expect((await library.newestCheckpoint(id))?.step).toBeGreaterThanOrEqual(5);
    await expect(trainFromDisk(id)).rejects.toMatchObject({ code: 'damaged' });
    await writeFile(path, pixels);
    expect(await trainFromDisk(id)).toMatchObject({ state: 'finished', step: 150, message: null });
  });

  test('that are not the ones the run began with leave no checkpoint', async () => {
    const { id } = await prepare(OFTEN);
    const file = await open(await pixelsOf(id), 'r+');
    await file.write(Uint8Array.of(77), 0, 1, 9);
    await file.close();
    expect(await trainFromDisk(id)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('its hash does not match'),
    });
    expect(await library.listCheckpoints(id)).toEqual([]);
  });
});
