import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChartZoom } from '../../../renderer/src/run/charts/zoom.svelte.ts';
import { possibleActions } from '../../../renderer/src/run/title/actions.svelte.ts';
import { runs } from '../../../renderer/src/lib/runs.svelte.ts';
import { RunModel } from '../../../renderer/src/run/run-model.svelte.ts';
import { Viewer } from '../../../renderer/src/run/viewer.svelte.ts';
import { detailOf, FakeRun, labelledRecordOf, recordOf, rows } from './fake-run.ts';

/** What the next frame takes. */
let paintMs = 0;
const settle = (milliseconds = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

describe('RunModel', () => {
  let run: FakeRun;
  let model: RunModel;
  let stop: () => void;

  beforeEach(async () => {
    paintMs = 0;
    vi.useFakeTimers();
    run = new FakeRun(detailOf('training', 30));
    vi.stubGlobal('window', { forger: run.bridge() });
    model = new RunModel('duel', () => Promise.resolve(paintMs));
    stop = model.start();
    await settle();
  });
  afterEach(() => {
    stop();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('loads the run, its pictures and its metrics', () => {
    expect(model.detail?.record.name).toBe('First duel');
    expect(model.moments.map((moment) => moment.label)).toEqual(['Epoch 0', 'Epoch 1', 'Epoch 2', 'Epoch 3']);
    expect(model.metrics.length).toBe(30);
    expect([model.reached, model.end]).toEqual([3, 10]);
  });

  it('has its row in the list say the same as its page, until the list knows better', async () => {
    const row = { ...run.summary(), status: { ...run.detail.status, step: 12, updatedAt: '2026-01-02T03:04:00.000Z' } };
    expect(runs.latest(row).status.step).toBe(30);
    expect(runs.latest({ ...row, id: 'other' })).toMatchObject({ id: 'other', status: { step: 12 } });
    const newer = { ...row.status, step: 44, updatedAt: '2026-01-02T03:05:00.000Z' };
    expect(runs.latest({ ...row, status: newer }).status.step).toBe(44);
    run.detail = { ...detailOf('waiting', 0), starting: true };
    run.emit('run.updated', { id: 'duel', what: 'files' });
    await settle(1000);
    expect(runs.latest(row)).toMatchObject({ starting: true, status: { state: 'waiting' } });
  });

  it('answers a burst of news with one refresh, and reads only new metrics', async () => {
    run.asked.length = 0;
    run.detail = detailOf('training', 45);
    run.metrics = rows(1, 45);
    for (let news = 0; news < 20; news++) run.emit('run.updated', { id: 'duel', what: 'files' });
    await settle(1000);
    expect(run.asked).toEqual(['runs.get', 'runs.metrics']);
    expect([...model.metrics.columns.step].slice(28, 32)).toEqual([29, 30, 31, 32]);
    expect(model.moments).toHaveLength(5);
  });

  it('leaves alone what is the same, so that nothing made of it is made again', async () => {
    const { detail } = model;
    run.detail = detailOf('training', 34);
    run.metrics = rows(1, 34);
    run.emit('run.updated', { id: 'duel', what: 'files' });
    await settle(1000);
    expect([model.step, model.detail?.status.step]).toEqual([34, 34]);
    expect(model.detail?.record).toBe(detail?.record);
    expect(model.detail?.samples).toBe(detail?.samples);
  });

  it('shows a run whose metrics cannot be read, and once they can, these too', async () => {
    const bridge = run.bridge();
    let broken = true;
    const invoke: typeof bridge.invoke = (name, args) =>
      broken && name === 'runs.buckets'
        ? Promise.resolve({ ok: false, error: { code: 'damaged', message: 'The metrics cannot be read.' } })
        : bridge.invoke(name, args);
    vi.stubGlobal('window', { forger: { ...bridge, invoke } });
    const other = new RunModel('duel', () => Promise.resolve(0));
    await other.refresh();
    expect([other.detail?.record.name, other.metricsLoaded, other.problem]).toEqual(['First duel', false, null]);
    broken = false;
    await other.refresh();
    expect([other.metricsLoaded, other.metrics.length]).toEqual([true, 30]);
  });

  it('takes a step from the list of runs only together with its numbers', async () => {
    run.asked.length = 0;
    run.detail = detailOf('training', 34);
    run.metrics = rows(1, 34);
    run.emit('runs.changed', [run.summary()]);
    expect(model.step).toBe(30);
    await settle(1000);
    expect([model.step, model.detail?.status.step, run.asked]).toEqual([34, 34, ['runs.metrics']]);
  });

  it('asks for what was logged alone where nothing else is new, at once, and stands at its last step', async () => {
    await settle(1000);
    run.asked.length = 0;
    run.metrics = rows(1, 33);
    run.emit('run.updated', { id: 'duel', what: 'metrics' });
    await settle(0);
    expect(run.asked).toEqual(['runs.metrics']);
    expect([model.step, model.detail?.status]).toMatchObject([
      33,
      { state: 'training', step: 33, imagesPerSecond: 33 },
    ]);
    expect(model.metrics.length).toBe(33);
    expect(runs.latest(run.summary()).status.step).toBe(33);
  });

  it('asks for everything where a file is new beside what was logged', async () => {
    run.asked.length = 0;
    run.detail = detailOf('training', 45);
    run.metrics = rows(1, 45);
    run.emit('run.updated', { id: 'duel', what: 'files' });
    run.emit('run.updated', { id: 'duel', what: 'metrics' });
    await settle(1000);
    expect(run.asked).toEqual(['runs.get', 'runs.metrics']);
    expect(model.moments).toHaveLength(5);
  });

  it('does not say that a run goes on whose state it does not know to be training', async () => {
    run.detail = detailOf('paused', 30);
    run.emit('run.updated', { id: 'duel', what: 'files' });
    await settle(1000);
    run.metrics = rows(1, 33);
    run.emit('run.updated', { id: 'duel', what: 'metrics' });
    await settle(1000);
    expect(model.detail?.status).toMatchObject({ state: 'paused', step: 30 });
    expect(model.metrics.length).toBe(33);
  });

  it('shows news less often where drawing them takes a processor from training', async () => {
    // In a run's first seconds there is most to see.
    await settle(20_000);
    paintMs = 30;
    const refreshes = async (): Promise<number> => {
      run.asked.length = 0;
      for (let news = 0; news < 40; news++) {
        run.emit('run.updated', { id: 'duel', what: 'files' });
        await settle(100);
      }
      return run.asked.filter((asked) => asked === 'runs.get').length;
    };
    await refreshes();
    // A fiftieth of the time is drawing: one in 1.5 s.
    expect(await refreshes()).toBeLessThanOrEqual(3);
    paintMs = 5000;
    await refreshes();
    expect(await refreshes()).toBeGreaterThanOrEqual(1);
    paintMs = 1;
    await refreshes();
    await refreshes();
    expect(await refreshes()).toBeGreaterThan(10);
    // One that takes long is no reason to wait.
    paintMs = 5000;
    run.emit('run.updated', { id: 'duel', what: 'files' });
    await settle(250);
    paintMs = 1;
    expect(await refreshes()).toBeGreaterThan(10);
  });

  it('does not ask about news of another run', async () => {
    run.asked.length = 0;
    run.emit('run.updated', { id: 'other', what: 'files' });
    await settle(1000);
    expect(run.asked).toEqual([]);
  });

  it('takes what a resumed run trained again in place of what it had', async () => {
    run.detail = detailOf('training', 22);
    run.metrics = rows(1, 20);
    for (const [name, values] of Object.entries(rows(21, 22, 100)))
      run.metrics[name as keyof typeof run.metrics].push(...values);
    run.emit('run.updated', { id: 'duel', what: 'files' });
    await settle(1000);
    expect([...model.metrics.columns.step]).toEqual(Array.from({ length: 22 }, (_, index) => index + 1));
    expect(model.metrics.columns.gLoss[21]).toBe(2200);
  });

  it('asks for pieces anew, not for every row, where steps are trained again', async () => {
    run.asked.length = 0;
    run.detail = detailOf('training', 22);
    run.metrics = rows(1, 22, 3);
    run.emit('run.updated', { id: 'duel', what: 'files' });
    await settle(1000);
    expect(run.asked).toEqual(['runs.get', 'runs.metrics', 'runs.buckets']);
    expect(model.metrics.columns.gLoss[21]).toBe(66);
  });

  it('starts over where the file shrank to nothing', async () => {
    run.metrics = rows(1, 0);
    run.detail = detailOf('training', 0);
    run.emit('run.updated', { id: 'duel', what: 'files' });
    await settle(1000);
    expect(model.metrics.length).toBe(0);
  });

  it('takes a new name and step from the list of runs without asking', async () => {
    run.asked.length = 0;
    run.emit('runs.changed', [{ ...run.summary(), name: 'Renamed' }]);
    await settle(1000);
    expect(model.detail?.record.name).toBe('Renamed');
    expect(run.asked).toEqual([]);
  });

  it('asks again when the state changed: who may control it can have changed with it', async () => {
    run.asked.length = 0;
    run.detail = detailOf('paused', 30);
    run.emit('runs.changed', [run.summary()]);
    await settle(1000);
    expect(model.state).toBe('paused');
    expect(run.asked).toContain('runs.get');
  });

  it('leaves no listener and asks no more when it ends', async () => {
    stop();
    expect(run.listeners).toBe(0);
    run.asked.length = 0;
    await settle(2000);
    expect(run.asked).toEqual([]);
  });
});

describe('ChartZoom', () => {
  it('asks for the stretch that is shown, and gives the whole run back', async () => {
    const run = new FakeRun(detailOf('training', 90));
    vi.stubGlobal('window', { forger: run.bridge() });
    const model = new RunModel('duel', () => Promise.resolve(paintMs));
    await model.refresh();
    const zoom = new ChartZoom(model);
    await zoom.show({ from: 2, to: 5 });
    expect(zoom.span).toEqual({ from: 2, to: 5 });
    expect([zoom.metrics.columns.step[0], zoom.metrics.columns.step.at(-1)]).toEqual([20, 50]);
    zoom.by(2, 3);
    expect(zoom.span).toEqual({ from: 0, to: 6 });
    zoom.by(4, 3);
    expect([zoom.span, zoom.metrics]).toEqual([null, model.metrics]);
    vi.unstubAllGlobals();
  });
});

describe('Viewer', () => {
  let model: RunModel;
  let viewer: Viewer;

  beforeEach(() => {
    model = new RunModel('duel', () => Promise.resolve(paintMs));
    model.detail = detailOf('training', 90);
    viewer = new Viewer(model);
  });

  it('follows the newest picture until another is picked, and again at the end', () => {
    expect(viewer.moment?.label).toBe('Epoch 9');
    viewer.pick(viewer.index - 4);
    model.detail = detailOf('training', 100);
    expect(viewer.moment?.label).toBe('Epoch 5');
    viewer.pick(99);
    expect([viewer.moment?.label, viewer.following]).toEqual(['Epoch 10', true]);
  });

  it('stays where it was picked when a finished run is at its end', () => {
    model.detail = detailOf('finished', 90);
    viewer.pick(99);
    expect([viewer.index, viewer.following]).toEqual([9, false]);
  });

  it('finds the picture nearest to a place on a chart', () => {
    viewer.pickNear(3.4);
    expect(viewer.moment?.label).toBe('Epoch 3');
  });

  it('plays from the start when it stands at the end, and stops there', () => {
    viewer.togglePlay();
    expect([viewer.playing, viewer.index]).toEqual([true, 0]);
    for (let index = 1; index <= 9; index++) viewer.goTo(index);
    expect([viewer.playing, viewer.index]).toEqual([false, 9]);
  });

  it('shows both grids of a run with an average, and strips of the one looked at last', () => {
    const url = (): (string | null)[] =>
      viewer.panes.map((weights) => (viewer.moment ? viewer.url(viewer.moment, weights) : null));
    expect([viewer.averaged, viewer.panes, viewer.weights]).toEqual([false, ['own'], 'own']);
    model.detail = detailOf('training', 20, recordOf({ 'ema.decay': 0.999 }));
    expect(viewer.panes).toEqual(['own', 'average']);
    expect(url()).toEqual([
      expect.stringMatching(/epoch-0002\.png$/),
      expect.stringMatching(/epoch-0002-average\.png$/),
    ]);
    viewer.lookAt('average');
    expect(viewer.weights).toBe('average');
    viewer.choose('own');
    expect([viewer.panes, viewer.weights]).toEqual([['own'], 'own']);
    viewer.choose('both');
    expect(viewer.weights).toBe('own');
  });

  it('counts the samples of a grid by labels', () => {
    model.detail = detailOf('training', 20, labelledRecordOf(['Coat', 'Bag', 'Shoe'], { 'samples.count': 10 }));
    viewer.chooseSample(1000);
    expect(viewer.sample).toBe(11);
    expect(viewer.content({ width: 28, height: 28 })).toMatchObject({ count: 12, groups: 3, panes: 1 });
  });

  it('keeps samples inside the grid', () => {
    viewer.chooseSample(-3);
    expect(viewer.sample).toBe(0);
    viewer.chooseSample(1000);
    expect(viewer.sample).toBe(63);
  });
});

describe('possibleActions', () => {
  it('offers in each state what can be done in it', () => {
    const actions = (state: Parameters<typeof detailOf>[0]): string => possibleActions(detailOf(state, 10)).join(' ');
    expect(actions('training')).toBe('pause stop');
    expect(actions('paused')).toBe('resume stop');
    expect(actions('waiting')).toBe('stop');
    expect([actions('stopped'), actions('failed'), actions('interrupted')]).toEqual(['resume', 'resume', 'resume']);
    expect(actions('finished')).toBe('');
  });

  it('offers to measure what a finished run has left unmeasured, and no other run', () => {
    const left = (state: Parameters<typeof detailOf>[0]): string[] => {
      const detail = detailOf(state, 20);
      const checkpoints = detail.checkpoints.map((one, at) => ({ ...one, pending: at === 1 }));
      return possibleActions({ ...detail, checkpoints });
    };
    expect(left('finished')).toEqual(['measure']);
    expect(left('stopped')).toEqual(['resume']);
  });

  it('offers nothing on a run that another program trains', () => {
    expect(possibleActions({ ...detailOf('training', 10), controllable: false })).toEqual([]);
  });
});
