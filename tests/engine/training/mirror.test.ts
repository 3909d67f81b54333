import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { javascriptDraws, stepDraws } from '../../../electron/engine/random/step-draws.ts';
import { mirrored } from '../../../electron/engine/training/mirror.ts';
import { arraysOf, trainerOf } from '../support/every-preset.ts';
import { movedApart } from '../support/moved.ts';
import { preset } from '../support/tiny.ts';

beforeAll(async () => void (await openDevice('cpu')));

const drawsOf = (step: number) => stepDraws(javascriptDraws(3, step));

describe('mirroring', () => {
  const COUNT = 400;
  const images = (): tf.Tensor4D => tf.reshape(tf.range(0, COUNT * 12), [COUNT, 2, 3, 2]);
  /** Whether each image came out mirrored. @throws where it is neither that nor itself */
  const turned = (step: number): boolean[] => {
    const [given, made] = [images(), mirrored(images(), drawsOf(step))].map((one) => one.arraySync() as number[][][][]);
    return made!.map((image, index) => {
      const before = given![index]!;
      const flipped = before.map((row) => [...row].reverse());
      expect([JSON.stringify(before), JSON.stringify(flipped)]).toContain(JSON.stringify(image));
      return JSON.stringify(image) === JSON.stringify(flipped);
    });
  };

  test('half of the images, left to right as a whole, others the next time', () => {
    const [first, second] = [turned(0), turned(1)];
    const share = first.filter(Boolean).length / COUNT;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
    expect(second).not.toEqual(first);
    expect(turned(0)).toEqual(first);
  });

  // Op by op images are fed, as a graph they are gathered on the device.
  test.each(['keras-gan', 'fashion-gan-tf', 'wgan-gp'])('%s trains on the same images in each way', async (id) => {
    const played = async (settings: object) => {
      const trainer = trainerOf(preset(id), {
        'optimizer.generator.kind': 'sgd',
        'optimizer.discriminator.kind': 'sgd',
        ...settings,
      });
      const start = arraysOf(await trainer.save());
      for (let step = 0; step < 2; step++) trainer.trainStep();
      const row = (await trainer.readMetrics()).at(-1)!;
      const standing = { losses: [row.dLoss, row.gLoss], arrays: arraysOf(await trainer.save()) };
      trainer.dispose();
      return { start, standing };
    };
    const settings = { 'augment.mirror': 'on' } as const;
    const eager = await played({ ...settings, execution: 'eager' });
    const graph = await played({ ...settings, execution: 'graph' });
    for (const [name, share] of movedApart(eager.start, graph.standing, eager.standing))
      expect(share, name).toBeLessThan(1e-4);
    const plain = await played({ execution: 'eager' });
    expect(plain.standing.losses[0]).not.toBe(eager.standing.losses[0]);
  });
});
