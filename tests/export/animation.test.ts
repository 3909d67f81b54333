import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labelStrip } from '@shared/animation/label.ts';
import type { AnimationFormat, EpochsOptions } from '@shared/animation/options.ts';
import { frameDelays } from '@shared/animation/timing.ts';
import { epochFrames, planAnimation, writeAnimation } from '../../electron/export/index.ts';
import { temporaryFolder } from '../store/support/fixtures.ts';
import { smallDisk } from '../store/support/small-disk.ts';
import { decodeAnimation, enlarged, EPOCHS, look, runWithSamples, type RunWithSamples } from './support/animation.ts';

const GREY = { width: 16, height: 12, channels: 1 } as const;
const COLOUR = { width: 16, height: 16, channels: 3 } as const;
const disk = await smallDisk();
const silent = { signal: new AbortController().signal, onProgress: () => undefined };

async function animated({ library, id }: RunWithSamples, options: EpochsOptions) {
  const path = join(await temporaryFolder(), `out.${options.format}`);
  const source = await epochFrames(library, id, options);
  const result = await writeAnimation({ source, options, ...silent }, path);
  const bytes = await readFile(path);
  return { result, bytes, decoded: await decodeAnimation(bytes) };
}

const greyRun = (epochs = 4): Promise<RunWithSamples> =>
  runWithSamples(epochs, GREY, (epoch, place) => place * (epoch + 1) + 31 * epoch);

describe('an animation of the epochs', () => {
  it.each<AnimationFormat>(['gif', 'webp'])(
    '%s: every grey pixel of every sample, in order, for ever',
    async (format) => {
      const run = await greyRun();
      const { result, bytes, decoded } = await animated(run, look(EPOCHS, { format, fps: 10, hold: 1.5 }));
      expect(result).toMatchObject({ frames: 4, width: 48, height: 36, bytes: bytes.length, seconds: 1.9 });
      expect({ ...decoded, frames: decoded.frames.length }).toEqual({
        width: 48,
        height: 36,
        delays: [100, 100, 100, 1600],
        loop: 0,
        frames: 4,
      });
      for (const [index, frame] of decoded.frames.entries())
        expect(frame).toEqual(enlarged(run.grids[index]!, GREY, 3));
    },
  );

  it('webp: every colour pixel; gif: too, where a frame has no more than 256 colours', async () => {
    const few = await runWithSamples(
      3,
      COLOUR,
      (epoch, place) => Math.floor(place / 3) * (epoch + 5) * ((place % 3) + 1),
    );
    for (const format of ['gif', 'webp'] as const) {
      const { decoded } = await animated(few, look(EPOCHS, { format, scale: 2 }));
      for (const [index, frame] of decoded.frames.entries())
        expect(frame).toEqual(enlarged(few.grids[index]!, COLOUR, 2));
    }
  });

  it('gif: near to the colours where there are more than 256, each frame by a palette of its own', async () => {
    const shape = { width: 64, height: 64, channels: 3 } as const;
    // Smooth in x and y: some thousand colours a frame, others in the next.
    const run = await runWithSamples(2, shape, (epoch, place) => {
      const [x, y] = [Math.floor(place / 3) % 64, Math.floor(place / 192)];
      return [x * 4, y * 4, epoch === 0 ? 128 + x + y : x + y][place % 3]!;
    });
    const { decoded } = await animated(run, look(EPOCHS, { scale: 1 }));
    for (const [index, frame] of decoded.frames.entries()) {
      const far = frame.reduce((sum, value, at) => sum + Math.abs(value - run.grids[index]![at]!), 0) / frame.length;
      expect(far).toBeLessThan(8);
      expect(
        new Set(Array.from({ length: 4096 }, (_, at) => frame.subarray(at * 3, at * 3 + 3).join())).size,
      ).toBeGreaterThan(200);
    }
    const { decoded: exact } = await animated(run, look(EPOCHS, { scale: 1, format: 'webp' }));
    expect(exact.frames).toEqual(run.grids);
  });

  it('puts the label below the pictures, a different one each epoch, and covers no pixel', async () => {
    const shape = { width: 40, height: 20, channels: 1 } as const;
    const run = await runWithSamples(3, shape, (epoch, place) => place * 3 + epoch);
    const { decoded } = await animated(run, look(EPOCHS, { label: true }));
    const strip = labelStrip(['EPOCH 0'], 120)!;
    expect(decoded.height).toBe(60 + strip.height);
    const strips = decoded.frames.map((frame, index) => {
      expect(frame.subarray(0, 120 * 60 * 3)).toEqual(enlarged(run.grids[index]!, shape, 3));
      return frame.subarray(120 * 60 * 3);
    });
    expect(new Set(strips.map((strip) => strip.join())).size).toBe(3);
    // Two greys, 15 to 1 apart.
    for (const strip of strips) expect(new Set(strip)).toEqual(new Set([14, 232]));
  });

  it('shows only the epochs asked for', async () => {
    const run = await greyRun(6);
    const { stepsPerEpoch } = await run.library.readRun(run.id);
    const range = { fromStep: 2 * stepsPerEpoch, toStep: 4 * stepsPerEpoch };
    const { decoded } = await animated(run, look(EPOCHS, { ...range, scale: 1 }));
    expect(decoded.frames).toEqual([2, 3, 4].map((epoch) => enlarged(run.grids[epoch]!, GREY, 1)));
  });

  it('is planned before it is made: the size exactly but for bytes, which are near', async () => {
    const run = await greyRun(12);
    for (const format of ['gif', 'webp'] as const) {
      const options = look(EPOCHS, { format, label: false });
      const { result } = await animated(run, options);
      const { estimatedBytes, ...plan } = await planAnimation(await epochFrames(run.library, run.id, options), options);
      expect(result).toMatchObject(plan);
      expect(estimatedBytes / result.bytes).toBeGreaterThan(0.6);
      expect(estimatedBytes / result.bytes).toBeLessThan(1.7);
    }
  });
});

describe('delays', () => {
  it('are whole hundredths that add up, whatever the rate', () => {
    expect(frameDelays(6, 30, 0)).toEqual([3, 4, 3, 3, 4, 3]);
    expect(frameDelays(3, 8, 2)).toEqual([13, 12, 213]);
    for (let fps = 1; fps <= 50; fps += 1) {
      const delays = frameDelays(fps * 3, fps, 0);
      expect(delays.reduce((sum, delay) => sum + delay, 0)).toBe(300);
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('what cannot be made', () => {
  const refuse = async (
    run: RunWithSamples,
    change: Partial<EpochsOptions>,
    sentence: string,
    code = 'invalid-request',
  ) => {
    const folder = await temporaryFolder();
    const options = look(EPOCHS, change);
    const made = epochFrames(run.library, run.id, options).then((source) =>
      writeAnimation({ source, options, ...silent }, join(folder, 'out.gif')),
    );
    await expect(made).rejects.toMatchObject({ code, message: expect.stringContaining(sentence) });
    expect(await readdir(folder)).toEqual([]);
  };

  it('is told in a sentence, and leaves nothing', async () => {
    await refuse(await greyRun(0), {}, 'This run has no samples yet.', 'not-found');
    await refuse(await greyRun(1), {}, 'This run has one sample grid, and an animation needs two.', 'not-found');
    const run = await greyRun(3);
    await refuse(run, { fromStep: 1, toStep: 2 }, 'There are fewer than two sample grids between those epochs.');
    await refuse(run, { scale: 1, label: true }, 'The label does not fit below so small a picture.');
    const wide = await runWithSamples(2, { width: 300, height: 2, channels: 1 }, (_, place) => place);
    await refuse(wide, { scale: 14 }, 'The pictures would be 4,200 × 28 pixels, and 4,096 a side is the most.');
    const many = await runWithSamples(70, { width: 64, height: 64, channels: 1 }, () => 0);
    await refuse(many, { scale: 32 }, '70 frames of 2,048 × 2,048 pixels are too many.');
    const path = run.library.samplePath(run.id, 'epoch-0001.png');
    await writeFile(path, (await readFile(path)).subarray(0, 60));
    await refuse(run, {}, 'The sample grid epoch-0001.png cannot be read.', 'damaged');
  });

  it('cancelled half-way: no file, nothing beside it, and an older one stays', async () => {
    const run = await greyRun(20);
    const source = await epochFrames(run.library, run.id, EPOCHS);
    const folder = await temporaryFolder();
    const path = join(folder, 'out.gif');
    await writeFile(path, 'older');
    const controller = new AbortController();
    const seen: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }): void => {
      expect(total).toBe(20);
      seen.push(done);
      if (done === 7) controller.abort();
    };
    const made = writeAnimation({ source, options: EPOCHS, signal: controller.signal, onProgress }, path);
    await expect(made).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await readdir(folder)).toEqual(['out.gif']);
    expect(await readFile(path, 'utf8')).toBe('older');
  });

  it.skipIf(disk.missing !== null)('where the disk is full: says so, and leaves nothing', async () => {
    const noise = (epoch: number, place: number): number => Math.imul(place ^ (place >>> 7), 0x9e3779b1 + epoch) >>> 13;
    const run = await runWithSamples(3, { width: 128, height: 128, channels: 1 }, noise);
    disk.leaveFree(20_000);
    const options = look(EPOCHS, { scale: 1 });
    const source = await epochFrames(run.library, run.id, options);
    const made = writeAnimation({ source, options, ...silent }, join(disk.folder, 'out.gif'));
    await expect(made).rejects.toMatchObject({ code: 'no-space' });
    expect(await readdir(disk.folder)).toEqual(['ballast']);
    // With room, the same is written.
    disk.empty();
    await writeAnimation({ source, options, ...silent }, join(disk.folder, 'out.gif'));
    expect(await readdir(disk.folder)).toEqual(['out.gif']);
  });

  it('where nothing can be written: a sentence, and nothing left', async () => {
    const run = await greyRun(2);
    const source = await epochFrames(run.library, run.id, EPOCHS);
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'out.gif', 'full'), { recursive: true });
    await expect(writeAnimation({ source, options: EPOCHS, ...silent }, join(folder, 'out.gif'))).rejects.toMatchObject(
      {
        code: 'invalid-request',
        message: expect.stringMatching(/folder stands where/),
      },
    );
    expect(await readdir(folder)).toEqual(['out.gif']);
  });
});
