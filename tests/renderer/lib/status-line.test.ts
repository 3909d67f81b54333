import { RUN_STATES, type RunState } from '@shared/run.ts';
import { describe, expect, it } from 'vitest';
import { position, statusLine } from '../../../renderer/src/lib/status-line.ts';

const run = (state: RunState, step: number, totalSteps = 4690, message: string | null = null) => ({
  status: { state, step, message, owner: null, imagesPerSecond: null, updatedAt: '2025-06-20T12:00:00Z' },
  stepsPerEpoch: 469,
  totalSteps,
});

describe('the line under a run’s name', () => {
  it.each([
    ['training', 'ring', 'Epoch 4 of 10'],
    ['paused', 'pause', 'Paused at 4'],
    ['waiting', 'clock', 'Waiting'],
    ['stopped', 'stop', 'Stopped at 4'],
    ['finished', 'check', '4 epochs'],
    ['failed', 'cross', 'Failed at epoch 4'],
    ['interrupted', 'interrupted', 'Interrupted at 4'],
  ] as const)('says %s', (state, icon, text) => {
    expect(statusLine(run(state, 1500))).toMatchObject({ icon, text });
  });

  it('has an icon of its own for every state', () => {
    expect(new Set(RUN_STATES.map((state) => statusLine(run(state, 1)).icon)).size).toBe(RUN_STATES.length);
  });

  it('counts steps where the length is no whole number of epochs', () => {
    expect(statusLine(run('training', 1500, 30_000)).text).toBe('Step 1,500 of 30,000');
    expect(position(run('finished', 1, 30_000)).whole).toBe('1 step');
  });

  it('counts the epoch a run is in: the first begins with the first step, and a whole one is not the next', () => {
    const at = (step: number): string => statusLine(run('training', step)).text;
    expect([0, 1, 468, 469, 470, 4690].map(at)).toEqual([1, 1, 1, 1, 2, 10].map((epoch) => `Epoch ${epoch} of 10`));
    expect(statusLine(run('finished', 469)).text).toBe('1 epoch');
  });

  it('says that a run starts once it waits no more', () => {
    expect(statusLine({ ...run('waiting', 0), starting: true })).toMatchObject({ icon: 'ring', text: 'Starting' });
    expect(statusLine(run('waiting', 0)).text).toBe('Waiting');
  });

  it('says why a run failed, and which waiting run is next', () => {
    expect(statusLine(run('failed', 1, 4690, 'The disk is full.')).text).toBe('The disk is full.');
    expect(statusLine(run('waiting', 0), true).text).toBe('Next');
  });

  it('fills the ring by steps, never over', () => {
    expect(statusLine(run('training', 2345)).share).toBe(0.5);
    expect(statusLine(run('finished', 5000)).share).toBe(1);
  });
});
