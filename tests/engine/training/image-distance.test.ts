import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { ImageDistance } from '../../../electron/engine/training/image-distance.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { tinyImages, tinyOptions, tinyTrainer } from '../support/tiny.ts';

const settings = { execution: 'eager' } as const;
const distanceOf = (trainer: Trainer): Promise<number | null> => trainer.evaluate('sliced-wasserstein');

beforeAll(async () => {
  await openDevice('cpu');
});

describe('how far a generator is from the images', () => {
  it('is the same each time, and leaves training as it was', async () => {
    const [measured, plain] = [
      tinyTrainer('fashion-gan-torch', settings),
      tinyTrainer('fashion-gan-torch', { execution: 'eager' }),
    ];
    for (let step = 0; step < 4; step++) {
      measured.trainStep();
      plain.trainStep();
      const distance = await distanceOf(measured);
      expect(await distanceOf(measured)).toBe(distance);
    }
    const distance = await distanceOf(measured);
    const { elapsed, ...kept } = await measured.save();
    expect(kept).toEqual((({ elapsed: _, ...rest }) => rest)(await plain.save()));
    expect(elapsed).toBeGreaterThan(0);
    // A checkpoint that is read again is as far away.
    const again = tinyTrainer('fashion-gan-torch', settings);
    again.restore({ ...kept, elapsed });
    expect(await distanceOf(again)).toBe(distance);
    for (const trainer of [measured, plain, again]) trainer.dispose();
  });

  it('becomes less where a generator learns', async () => {
    const trainer = tinyTrainer('fashion-gan-torch', { ...settings, 'optimizer.generator.learningRate': 0.003 });
    const before = (await distanceOf(trainer)) ?? 0;
    for (let step = 0; step < 300; step++) trainer.trainStep();
    const after = await distanceOf(trainer);
    expect(after).toBeLessThan(0.8 * before);
    trainer.dispose();
  });

  it('is that of the average, where the run keeps one', async () => {
    const trainer = tinyTrainer('fashion-gan-torch', { ...settings, 'ema.decay': 0.9 });
    for (let step = 0; step < 5; step++) trainer.trainStep();
    const { generator, average, options } = trainer.duel;
    const distance = new ImageDistance(tinyImages(), options);
    const measured = await distanceOf(trainer);
    expect(measured).toBe(await distance.of(average!));
    expect(measured).not.toBe(await distance.of(generator));
    trainer.dispose();
  });

  it('reads the images it needs where they are not in memory', async () => {
    const options = tinyOptions('fashion-gan-torch', settings);
    const held = tinyImages();
    const size = 16;
    const pixels = {
      read: (indices: Uint32Array): Uint8Array =>
        Uint8Array.from([...indices].flatMap((index) => [...held.pixels.subarray(index * size, (index + 1) * size)])),
      lanes: () => {
        throw new Error('Nothing is read ahead here.');
      },
    };
    const trainer = tinyTrainer('fashion-gan-torch', settings);
    const { generator } = trainer.duel;
    expect(await new ImageDistance({ ...held, pixels }, options).of(generator)).toBe(
      await new ImageDistance(held, options).of(generator),
    );
    trainer.dispose();
  });
});
