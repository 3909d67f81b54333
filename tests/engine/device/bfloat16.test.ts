import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BFLOAT16_CONFIG } from '../../../electron/engine/device/bfloat16.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { multipliesInBfloat16 } from '../../../electron/engine/device/processor.ts';
import { graphLoader } from '../../../electron/engine/device/saved-model.ts';
import { duelOf, MADE_UP, madeUpImages } from '../../../electron/engine/host/bench/index.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';

type Precision = 'float32' | 'bfloat16';

const hardware = multipliesInBfloat16(process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '');

async function lossesOf(precision: Precision, steps: number): Promise<number[]> {
  const image = { height: 16, width: 16, channels: 1 } as const;
  const options = duelOf({
    settings: { preset: 'dcgan-64', dataset: MADE_UP, batch: 8, 'network.width': 0.25, precision },
    image,
  });
  const feed = seededFeed(madeUpImages(image, 8), options);
  const trainer = new Trainer(options, feed, graphLoader(options.config));
  try {
    for (let step = 0; step < steps; step++) trainer.trainSteps(1);
    return (await trainer.readMetrics()).flatMap(({ dLoss, gLoss }) => [dLoss, gLoss]);
  } finally {
    trainer.dispose();
  }
}

describe('arithmetic in bfloat16', () => {
  beforeAll(async () => void (await openDevice('cpu')));
  let before: string | undefined;
  beforeAll(() => (before = process.env['FORGER_TF_CONFIG']));
  afterAll(() => expect(process.env['FORGER_TF_CONFIG']).toBe(before));

  it('is known by what Linux says of the processor', () => {
    expect(multipliesInBfloat16('processor : 0\nflags\t\t: fpu avx512f avx512_bf16 clflush\n')).toBe(true);
    expect(multipliesInBfloat16('Features\t: fp asimd bf16\n')).toBe(true);
    expect(multipliesInBfloat16('flags\t\t: fpu avx512f\n')).toBe(false);
    expect(multipliesInBfloat16('')).toBe(false);
    expect(BFLOAT16_CONFIG).toBe('52055203f80101');
  });

  it.runIf(hardware)('trains nearly as single precision does, not the same, and repeats itself', async () => {
    const [single, mixed, again] = [
      await lossesOf('float32', 3),
      await lossesOf('bfloat16', 3),
      await lossesOf('bfloat16', 3),
    ];
    expect(again).toEqual(mixed);
    expect(mixed).not.toEqual(single);
    for (const [at, loss] of mixed.entries()) expect(Math.abs(loss - (single[at] ?? 0))).toBeLessThan(0.1);
  });

  it.skipIf(hardware)('is refused where the processor does not have it', () => {
    expect(() => graphLoader({ precision: 'bfloat16' })).toThrow('This processor is not known to multiply in bfloat16');
  });

  it.runIf(hardware)('needs the compiled graph', () => {
    const image = { height: 16, width: 16, channels: 1 } as const;
    for (const execution of ['eager', 'xla'] as const) {
      const options = duelOf({
        settings: {
          preset: 'dcgan-64',
          dataset: MADE_UP,
          batch: 8,
          'network.width': 0.25,
          precision: 'bfloat16',
          execution,
        },
        image,
      });
      const feed = seededFeed(madeUpImages(image, 8), options);
      expect(() => new Trainer(options, feed, graphLoader(options.config))).toThrow('needs steps compiled as a graph');
    }
  });
});
