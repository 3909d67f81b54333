import { describe, expect, test } from 'vitest';
import { Background } from '../../../electron/engine/training/background.ts';

const later = (milliseconds = 1): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('work in the background', () => {
  test('is done one after another, in order, while the caller goes on', async () => {
    const background = new Background();
    const seen: string[] = [];
    for (const [at, wait] of [8, 1, 4].entries())
      void background.add(async () => {
        seen.push(`begins ${at}`);
        await later(wait);
        seen.push(`ends ${at}`);
      });
    expect([seen, background.waiting]).toEqual([[], 3]);
    await background.done();
    expect(seen).toEqual([0, 1, 2].flatMap((at) => [`begins ${at}`, `ends ${at}`]));
    expect(background.waiting).toBe(0);
  });

  test('leaves undone what comes after a failure, and tells of it where it is asked', async () => {
    const background = new Background();
    let after = false;
    const failed = background.add(async () => {
      await later();
      throw new Error('no');
    });
    void background.add(async () => void (after = true));
    background.check();
    await failed;
    await background.over();
    expect(after).toBe(false);
    expect(() => background.check()).toThrow('no');
    await expect(background.done()).rejects.toThrow('no');
  });

  test('that adds more while it is waited for is waited for as well', async () => {
    const background = new Background();
    let last = false;
    void background.add(async () => void background.add(async () => void (await later(), (last = true))));
    await background.done();
    expect(last).toBe(true);
  });
});
