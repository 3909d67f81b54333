import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameDelays } from '@shared/animation/timing.ts';
import { animationSchema } from '@shared/animation/options.ts';
import { labelStrip } from '@shared/animation/label.ts';
import {
  firstChoices,
  optionsOf,
  reelOf,
  sizeKey,
  aimedScale,
  type AnimationChoices,
} from '../../../renderer/src/export/animation/form.ts';
import { animationWork } from '../../../renderer/src/export/animation/work.ts';
import { call } from '../../../renderer/src/lib/bridge.ts';
import { cutOf, frameAt, previewLayout } from '../../../renderer/src/export/animation/player.ts';
import { momentsOf } from '../../../renderer/src/samples/moments.ts';
import { finishedAnimation } from '../fixtures/animation.ts';
import { fixtureBridge, type Answers, type FixtureBridge } from '../fixtures/bridge.ts';
import { detailFrom, detailOf, summaryOf } from '../fixtures/library.ts';
import { RECIPE_RUNS } from '../fixtures/recipes.ts';

const { record, samples } = detailOf('first-duel')!;
const moments = momentsOf(samples, record);
const choices = firstChoices(record, moments, 3752);

describe('the form of an animation', () => {
  it('begins with the whole run, and fits the contract in every way', () => {
    const epochs = optionsOf(choices);
    expect(epochs).toMatchObject({
      what: 'epochs',
      format: 'gif',
      fromStep: 0,
      toStep: moments.at(-1)!.step,
      scale: 2,
    });
    const walk = optionsOf({ ...choices, what: 'walk' });
    expect(walk).toMatchObject({ what: 'walk', step: 3752, seed: record.config.seed, hold: 0, fps: 20 });
    for (const options of [epochs, walk]) expect(animationSchema.parse(options)).toEqual(options);
  });

  it('knows pictures, labels and length of what will be made', () => {
    const reel = reelOf(record, moments, choices);
    expect(reel.labels[0]).toBe('EPOCH 0');
    expect(reel.labels).toHaveLength(9);
    const strip = labelStrip(reel.labels, 448)!.height;
    expect(reel.picture).toEqual({ width: 448, height: 448 + strip });
    expect(reel.seconds).toBeCloseTo(9 / 8 + 2, 2);
    expect(reelOf(record, moments, { ...choices, label: false }).picture.height).toBe(448);
    const walk = reelOf(record, moments, { ...choices, what: 'walk', tiles: 1, frames: 40 });
    expect(walk).toMatchObject({ frame: { width: 28, height: 28 }, seconds: 2 });
    expect(reelOf(record, moments, { ...choices, from: 900, to: 100 }).labels).toEqual([]);
    // Sample grids of ten labels have a row for each: 64 samples become 7 a row.
    const labelled = { ...record, networks: { ...record.networks, classes: 10 } };
    expect(reelOf(labelled, moments, choices).frame).toEqual({ width: 7 * 28, height: 280 });
  });

  it('asks for the size again only when something changes it', () => {
    const key = sizeKey(optionsOf(choices));
    expect(sizeKey(optionsOf({ ...choices, hold: 9, fps: { epochs: 50, walk: 1 } }))).toBe(key);
    expect(sizeKey(optionsOf({ ...choices, label: false }))).not.toBe(key);
  });

  it('steers styles only where that is asked for, and takes the average where there is one', () => {
    const styled = detailFrom(RECIPE_RUNS.styles, summaryOf(RECIPE_RUNS.styles))!.record;
    const first: AnimationChoices = { ...firstChoices(styled, [], 10), what: 'walk' };
    expect(optionsOf(first)).toMatchObject({ what: 'walk', weights: 'average' });
    expect(optionsOf(first)).not.toHaveProperty('steering');
    expect(optionsOf({ ...choices, what: 'walk' })).toMatchObject({ weights: 'own' });
    const steered = [
      [{ truncation: 0.5 }, { truncation: 0.5 }],
      [{ mixFrom: 0 }, { truncation: 1, mixing: { seed: styled.config.seed + 1, from: 0 } }],
      [
        { truncation: -1, mixFrom: 3, otherSeed: 9 },
        { truncation: -1, mixing: { seed: 9, from: 3 } },
      ],
    ] as const;
    for (const [chosen, steering] of steered) {
      const options = optionsOf({ ...first, ...chosen });
      expect(options).toMatchObject({ steering });
      expect(animationSchema.parse(options)).toEqual(options);
      expect(sizeKey(options)).not.toBe(sizeKey(optionsOf(first)));
    }
  });

  it('aims at a good size for a screen', () => {
    expect([1, 16, 64, 10_000].map((images) => aimedScale(record, images))).toEqual([16, 4, 2, 1]);
  });
});

describe('the preview', () => {
  it('shows each frame for its time, the last for longer, and then the first again', () => {
    const delays = frameDelays(3, 8, 2);
    const starts = [0, delays[0]!, delays[0]! + delays[1]!].map((hundredths) => hundredths / 100);
    const loop = delays.reduce((sum, delay) => sum + delay, 0) / 100;
    for (const [frame, start] of starts.entries()) {
      expect(frameAt(start + 0.001, 3, 8, 2)).toBe(frame);
      expect(frameAt(loop + start + 0.001, 3, 8, 2)).toBe(frame);
    }
    expect(frameAt(loop - 0.001, 3, 8, 2)).toBe(2);
  });

  it('draws pixels as whole squares, with the letters below', () => {
    expect(previewLayout({ width: 224, height: 224 }, ['EPOCH 1'], false, 500)).toMatchObject({
      zoom: 2,
      width: 448,
      height: 448,
    });
    const labelled = previewLayout({ width: 224, height: 224 }, ['EPOCH 1'], true, 500);
    expect(labelled.height).toBe(448 + labelled.strip!.height);
    // Larger than its place: one screen pixel a pixel, and the page makes it smaller.
    expect(previewLayout({ width: 2000, height: 10 }, [], false, 500).zoom).toBe(1);
  });

  it('finds a frame of a walk in its sheet, which may hold fewer frames than the file', () => {
    const sheet = { kind: 'sheet', url: '', frames: 60 } as const;
    const frame = { width: 10, height: 20 };
    expect(cutOf(sheet, 0, 120, frame)).toEqual({ x: 0, y: 0, ...frame });
    // 60 frames lie in rows of eight.
    expect(cutOf(sheet, 18, 120, frame)).toEqual({ x: 10, y: 20, ...frame });
    expect(cutOf(sheet, 119, 120, frame)).toEqual({ x: 30, y: 140, ...frame });
  });
});

describe('making an animation', () => {
  let bridge: FixtureBridge;
  let stop: () => void;
  const making = (overrides: Partial<Answers> = {}): ReturnType<typeof animationWork> => {
    bridge = fixtureBridge(overrides);
    vi.stubGlobal('window', { forger: bridge });
    const made = animationWork();
    stop = made.follow();
    return made;
  };
  const ask = () => call('animation.start', { id: 'first-duel', options: optionsOf(choices) });
  const progress = (job: string, done: number): void =>
    bridge.emit('animation.progress', { job, progress: { done, total: 9 } });
  beforeEach(() => (stop = () => undefined));
  afterEach(() => {
    stop();
    vi.unstubAllGlobals();
  });

  it('goes from the form to the file, and hears only of its own job', async () => {
    const made = making();
    await made.start(ask);
    expect(bridge.calls.at(-1)).toMatchObject({ name: 'animation.start', args: { id: 'first-duel' } });
    progress('job-2', 5);
    expect(made.state).toMatchObject({ phase: 'running', progress: null });
    progress('job-1', 3);
    expect(made.state).toMatchObject({ progress: { done: 3, total: 9 } });
    bridge.emit('animation.done', finishedAnimation);
    expect(made.state).toEqual({ phase: 'done', result: finishedAnimation.result });
    made.again();
    expect(made.state).toEqual({ phase: 'idle', problem: null });
  });

  it('misses nothing that is told before the answer to the call', async () => {
    const made = making({
      'animation.start': () => {
        progress('job-1', 9);
        bridge.emit('animation.done', finishedAnimation);
        return { job: 'job-1' };
      },
    });
    await made.start(ask);
    expect(made.state.phase).toBe('done');
  });

  it('comes back to the form when no place is chosen, when cancelled, and with the sentence of a failure', async () => {
    const nowhere = making({ 'animation.start': () => null });
    await nowhere.start(ask);
    expect(nowhere.state).toEqual({ phase: 'idle', problem: null });
    stop();

    const made = making();
    await made.start(ask);
    await made.cancel();
    expect(made.state).toMatchObject({ phase: 'running', cancelling: true });
    expect(bridge.calls.at(-1)).toEqual({ name: 'animation.cancel', args: { job: 'job-1' } });
    bridge.emit('animation.failed', { job: 'job-1', error: { code: 'cancelled', message: 'Cancelled.' } });
    expect(made.state).toEqual({ phase: 'idle', problem: null });

    await made.start(ask);
    bridge.emit('animation.failed', { job: 'job-1', error: { code: 'no-space', message: 'The disk is full.' } });
    expect(made.state).toEqual({ phase: 'idle', problem: 'The disk is full.' });
  });
});
