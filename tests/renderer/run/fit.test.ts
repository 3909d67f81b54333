import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FitState } from '../../../renderer/src/run/fit.svelte.ts';
import { fixtureBridge, refuse, type Answers, type FixtureBridge } from '../fixtures/bridge.ts';
import { detailOf, RUNS } from '../fixtures/library.ts';

const [{ id }] = RUNS as [(typeof RUNS)[number]];
const detail = detailOf(id)!;
let bridge: FixtureBridge;
const useBridge = (answers: Partial<Answers> = {}): void => {
  bridge = fixtureBridge(answers);
  vi.stubGlobal('window', { forger: bridge });
};
const asked = (name: string): unknown => bridge.calls.find((call) => call.name === name)?.args;

describe('what of a run fits the memory', () => {
  beforeEach(() => useBridge());

  it('is found by trial, each of them told', async () => {
    const state = new FitState(id);
    const stop = state.start();
    const finding = state.find();
    expect(state.trying).toBe(true);
    bridge.emit('preflight.fitting', { id: 'another', trial: 1, batch: 9, accumulate: 1 });
    expect(state.progress).toBeNull();
    bridge.emit('preflight.fitting', { id, trial: 2, batch: 96, accumulate: 1 });
    expect(state.progress).toEqual({ trial: 2, batch: 96, accumulate: 1 });
    await finding;
    expect(state).toMatchObject({ trying: false, fit: { batch: 96, accumulate: 2 }, problem: null });
    stop();
  });

  it('can be broken off, which is no problem, and says what is one', async () => {
    useBridge({ 'preflight.fit': () => refuse('cancelled', 'Cancelled.') });
    const state = new FitState(id);
    const finding = state.find();
    state.cancel();
    await finding;
    expect(asked('preflight.cancel')).toEqual({});
    expect(state).toMatchObject({ fit: null, problem: null });
    useBridge({ 'preflight.fit': () => refuse('not-found', 'The images are gone.') });
    await state.find();
    expect(state.problem).toBe('The images are gone.');
  });

  it('goes on from the newest checkpoint, or where there is none from the start', async () => {
    const state = new FitState(id);
    const newest = Math.max(...detail.checkpoints.map(({ step }) => step));
    const { preset, dataset } = detail.record.config;
    expect(await state.goOn(detail, { batch: 96 })).toBe('closet-two-steps');
    expect(asked('runs.branch')).toEqual({ id, step: newest, config: { preset, dataset, batch: 96 } });
    await state.goOn({ ...detail, checkpoints: [] }, { 'batch.accumulate': 6 });
    expect(asked('runs.start')).toEqual({ config: { ...detail.record.config, 'batch.accumulate': 6 } });
  });
});
