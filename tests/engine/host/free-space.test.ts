import { describe, expect, it } from 'vitest';
import { neededBytes, RESERVE_BYTES } from '@shared/disk-room.ts';
import { FreeSpace } from '../../../electron/engine/host/free-space.ts';
import { estimateRunSize } from '@shared/run-size.ts';
import { smallLibrary } from '../../reliability/support/small-library.ts';
import { quickFolder } from '../../reliability/support/folders.ts';

describe('free space', () => {
  it('has to hold the next checkpoint and a reserve, and says in a sentence what is missing and where', async () => {
    const { prepare } = await smallLibrary(await quickFolder());
    const record = await prepare('fashion-gan-torch', { steps: 10 });
    const needed = neededBytes(record);
    expect(needed).toBe(estimateRunSize(record).checkpoint + RESERVE_BYTES);
    let [room, time] = [needed, 0];
    const space = new FreeSpace({ folder: '/library', record, free: async () => room, now: () => time });
    expect(space.due).toBe(true);
    await space.check();
    expect(space.due).toBe(false);
    time += 5000;
    expect(space.due).toBe(true);
    room = needed - 1;
    await expect(space.check()).rejects.toMatchObject({
      code: 'no-space',
      message: expect.stringMatching(
        /^Only \d+ MB are free where the library lies \(\/library\).* needs \d+ MB\. Free/,
      ),
    });
  });

  it('is taken for granted where the disk does not tell', async () => {
    const { prepare } = await smallLibrary(await quickFolder());
    const record = await prepare('fashion-gan-torch', { steps: 10 });
    const mute = new FreeSpace({ folder: '/library', record, free: () => Promise.reject(new Error('no statfs')) });
    await expect(mute.check()).resolves.toBeUndefined();
  });
});
