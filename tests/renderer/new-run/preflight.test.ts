import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Preflight } from '@shared/preflight.ts';
import { PreflightState } from '../../../renderer/src/new-run/preflight.svelte.ts';
import { fixtureBridge, refuse, type Answers, type FixtureBridge } from '../fixtures/bridge.ts';
import { PREFLIGHT } from '../fixtures/preflight.ts';

const RUN = { config: { preset: 'fashion-gan-torch', dataset: 'fashion-mnist' } };
const CPU = { kind: 'cpu', title: 'CPU, TensorFlow 2.21.0' } as const;
const UNDER_WAY: Preflight = { ...PREFLIGHT, recommended: null, devices: [{ ...CPU, state: 'measuring' }] };

let bridge: FixtureBridge;
const useBridge = (answers: Partial<Answers> = {}): void => {
  bridge = fixtureBridge(answers);
  vi.stubGlobal('window', { forger: bridge });
};
const named = (name: string): unknown[] => bridge.calls.filter((call) => call.name === name).map(({ args }) => args);

describe('trying the run that is set up', () => {
  beforeEach(() => useBridge());

  it('asks, and keeps the answer; automatic is the fastest of them', async () => {
    const state = new PreflightState();
    await state.ask(RUN, true);
    expect(named('preflight.measure')).toEqual([{ ...RUN, measure: true }]);
    expect(state).toMatchObject({ report: PREFLIGHT, trying: false, problem: null });
    expect(state.forChoice('auto')).toMatchObject({ kind: 'cpu', msPerStep: 22.7 });
    expect(state.forChoice('webgpu')).toMatchObject({ msPerStep: 61.2 });
    expect(state.forChoice('cuda')).toBeNull();
  });

  it('shows what is known while it goes on, and nothing of a question that is over', async () => {
    const state = new PreflightState();
    const stop = state.start();
    const asking = state.ask(RUN, true);
    bridge.emit('preflight.changed', UNDER_WAY);
    expect(state.report).toEqual(UNDER_WAY);
    state.forget();
    await asking;
    expect(state).toMatchObject({ report: null, trying: false });
    bridge.emit('preflight.changed', UNDER_WAY);
    expect(state.report).toBeNull();
    stop();
  });

  it('a cancelled trial is told the app, leaves what is known, and can be made again', async () => {
    const state = new PreflightState();
    state.start();
    const asking = state.ask(RUN, true);
    bridge.emit('preflight.changed', UNDER_WAY);
    state.cancel();
    await asking;
    expect(named('preflight.cancel')).toHaveLength(1);
    expect(state).toMatchObject({ trying: false, report: { devices: [{ ...CPU, state: 'waiting' }] } });
    await state.ask(RUN, true);
    expect(state.report).toEqual(PREFLIGHT);
  });

  it('says why it could not be tried, and nothing where a newer question ended it', async () => {
    useBridge({ 'preflight.measure': () => refuse('out-of-memory', 'Training these networks takes 90 GB.') });
    const state = new PreflightState();
    await state.ask(RUN, true);
    expect(state).toMatchObject({ trying: false, problem: 'Training these networks takes 90 GB.' });
    useBridge({ 'preflight.measure': () => refuse('cancelled', 'Cancelled.') });
    await state.ask(RUN, true);
    expect(state.problem).toBeNull();
  });
});
