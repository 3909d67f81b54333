import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BatchQuestion, SeeingSettings } from '@shared/batch.ts';
import { Seen } from '../../../renderer/src/batch/seen.svelte.ts';
import { changesWords, tileZoom } from '../../../renderer/src/batch/words.ts';
import { batchOf } from '../fixtures/batch.ts';
import { fixtureBridge, refuse, type Answers, type FixtureBridge } from '../fixtures/bridge.ts';

const SETTINGS: SeeingSettings = {
  'augment.mirror': 'off',
  'augment.color': 'off',
  'augment.translation': 'off',
  'augment.cutout': 'off',
  'ada.kind': 'off',
  'ada.changes': 'all',
  'ada.probability': 0.25,
  'noise.start': 0,
  seed: 7,
};
const question = (draw: number): BatchQuestion => ({
  of: { kind: 'dataset', id: 'emoji', count: 8 },
  settings: SETTINGS,
  range: 'signed',
  draw,
});

let bridge: FixtureBridge;
const withBridge = (answers: Partial<Answers> = {}): void => {
  bridge = fixtureBridge(answers);
  vi.stubGlobal('window', { forger: bridge });
};
const asked = (): unknown[] => bridge.calls.filter(({ name }) => name === 'batch.see').map(({ args }) => args);
const left = (): number => bridge.calls.filter(({ name }) => name === 'batch.leave').length;
beforeEach(() => {
  vi.useFakeTimers();
  withBridge();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a batch that is asked for', () => {
  it('is asked for once however often it is wanted, and of many in a row the last alone', async () => {
    const seen = new Seen();
    seen.want(question(0));
    seen.want(question(0));
    expect(seen.busy).toBe(true);
    await vi.runAllTimersAsync();
    expect(asked()).toEqual([question(0)]);
    expect(seen).toMatchObject({ batch: batchOf(question(0)), busy: false, problem: null });
    for (const draw of [1, 2, 3]) seen.want(question(draw));
    await vi.runAllTimersAsync();
    expect(asked()).toEqual([question(0), question(3)]);
    expect(seen.batch).toEqual(batchOf(question(3)));
  });

  it('says why there is none, and shows the next one that is', async () => {
    withBridge({
      'batch.see': ({ draw }) => (draw === 0 ? refuse('not-found', 'It is gone.') : batchOf(question(draw))),
    });
    const seen = new Seen();
    seen.want(question(0));
    await vi.runAllTimersAsync();
    expect(seen).toMatchObject({ batch: null, busy: false, problem: 'It is gone.' });
    seen.want(question(1));
    await vi.runAllTimersAsync();
    expect(seen).toMatchObject({ batch: batchOf(question(1)), problem: null });
  });

  it('is asked for once more when told to, with the same question', async () => {
    let whole = false;
    withBridge({ 'batch.see': () => (whole ? batchOf(question(0)) : refuse('internal', 'Its process ended.')) });
    const seen = new Seen();
    seen.again();
    expect(seen.busy).toBe(false);
    seen.want(question(0));
    await vi.runAllTimersAsync();
    expect(seen.problem).toBe('Its process ended.');
    whole = true;
    seen.want(question(0));
    await vi.runAllTimersAsync();
    expect(asked()).toHaveLength(1);
    seen.again();
    await vi.runAllTimersAsync();
    expect(seen).toMatchObject({ batch: batchOf(question(0)), busy: false, problem: null });
    expect(asked()).toEqual([question(0), question(0)]);
  });

  it('is let go of by whoever asked, and asked for anew after that', async () => {
    const seen = new Seen();
    seen.leave();
    expect(left()).toBe(0);
    seen.want(question(0));
    seen.leave();
    await vi.runAllTimersAsync();
    expect([asked().length, left(), seen.busy]).toEqual([0, 1, false]);
    seen.want(question(0));
    await vi.runAllTimersAsync();
    expect(asked()).toEqual([question(0)]);
  });
});

it('what is done to images is told, and nothing where nothing is', () => {
  expect(changesWords(SETTINGS)).toBeNull();
  expect(
    changesWords({
      ...SETTINGS,
      'augment.mirror': 'on',
      'augment.cutout': 'on',
      'ada.kind': 'fixed',
      'noise.start': 0.1,
    }),
  ).toBe('mirrored half of the time, DiffAugment, ADA at p 0.25, instance noise as at the start');
});

it('tiles have whole zooms, but for images larger than a tile', () => {
  expect([28, 64, 84].map((side) => tileZoom({ width: side, height: 8 }))).toEqual([3, 1, 1]);
  expect(tileZoom({ width: 168, height: 84 })).toBe(0.5);
});
