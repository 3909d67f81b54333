import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { ImageDistance } from '../../../electron/engine/training/image-distance.ts';
import { tinyImages, tinyOptions, tinyTrainer } from '../support/tiny.ts';

const settings = { 'checkpoint.keep': 'best', execution: 'eager' } as const;

beforeAll(async () => {
  await openDevice('cpu');
});

describe('how far a generator is from the images', () => {
  it('is measured where the best checkpoints are kept, and nowhere else', async () => {
    const [measured, plain] = [tinyTrainer('fashion-gan-torch', settings), tinyTrainer('fashion-gan-torch')];
    expect((await measured.save()).distance).toBeGreaterThan(0);
    expect(await plain.save()).not.toHaveProperty('distance');
    measured.dispose();
    plain.dispose();
  });

  it('is the same each time, and leaves training as it was', async () => {
    const [measured, plain] = [
      tinyTrainer('fashion-gan-torch', settings),
      tinyTrainer('fashion-gan-torch', { execution: 'eager' }),
    ];
    for (let step = 0; step < 4; step++) {
      measured.trainStep();
      plain.trainStep();
      const { distance } = await measured.save();
      expect((await measured.save()).distance).toBe(distance);
    }
    const { distance, elapsed, ...kept } = await measured.save();
    expect(kept).toEqual((({ elapsed: _, ...rest }) => rest)(await plain.save()));
    expect(elapsed).toBeGreaterThan(0);
    // A checkpoint that is read again is as far away.
    const again = tinyTrainer('fashion-gan-torch', settings);
    again.restore({ ...kept, elapsed });
    expect((await again.save()).distance).toBe(distance);
    for (const trainer of [measured, plain, again]) trainer.dispose();
  });

  it('becomes less where a generator learns', async () => {
    const trainer = tinyTrainer('fashion-gan-torch', { ...settings, 'optimizer.generator.learningRate': 0.003 });
    const { distance: before = 0 } = await trainer.save();
    for (let step = 0; step < 300; step++) trainer.trainStep();
    const { distance: after = 0 } = await trainer.save();
    expect(after).toBeLessThan(0.8 * before);
    trainer.dispose();
  });

  it('is that of the average, where the run keeps one', async () => {
    const trainer = tinyTrainer('fashion-gan-torch', { ...settings, 'ema.decay': 0.9 });
    for (let step = 0; step < 5; step++) trainer.trainStep();
    const { generator, average, options } = trainer.duel;
    const distance = new ImageDistance(tinyImages(), options);
    const saved = await trainer.save();
    expect(saved.distance).toBe(await distance.of(average!));
    expect(saved.distance).not.toBe(await distance.of(generator));
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
