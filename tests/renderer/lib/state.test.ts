import { importOptionsSchema } from '@shared/dataset.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppState } from '../../../renderer/src/lib/app.svelte.ts';
import { call, sentence } from '../../../renderer/src/lib/bridge.ts';
import { Datasets } from '../../../renderer/src/lib/datasets.svelte.ts';
import { Jobs } from '../../../renderer/src/lib/jobs.svelte.ts';
import { Navigation } from '../../../renderer/src/lib/navigation.svelte.ts';
import { groupRuns, Runs, searchRuns } from '../../../renderer/src/lib/runs.svelte.ts';
import { Toasts } from '../../../renderer/src/lib/toasts.svelte.ts';
import { finishedImport, fixtureBridge, type Answers, type FixtureBridge } from '../fixtures/bridge.ts';
import { EMOJI, FASHION, INFO, RUNS, SHOES } from '../fixtures/library.ts';

function install(overrides: Partial<Answers> = {}): FixtureBridge {
  const bridge = fixtureBridge(overrides);
  vi.stubGlobal('window', { forger: bridge });
  return bridge;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the bridge', () => {
  it('unwraps answers and throws failures as they were meant for the user', async () => {
    install();
    expect((await call('app.info', {})).version).toBe(INFO.version);
    const failure = await call('runs.get', { id: 'gone' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ForgerError);
    expect((failure as ForgerError).code).toBe('not-found');
    expect(sentence(failure)).toBe('That run is not there any more.');
  });
});

describe('runs', () => {
  it('follow the app until told to stop', async () => {
    const bridge = install();
    const runs = new Runs();
    const stop = runs.start();
    expect(runs.loaded).toBe(false);
    await runs.load();
    expect(runs.list).toHaveLength(RUNS.length);
    bridge.emit('runs.changed', RUNS.slice(0, 2));
    expect(runs.list).toHaveLength(2);
    stop();
    bridge.emit('runs.changed', []);
    expect(runs.get(RUNS[0]!.id)?.name).toBe(RUNS[0]!.name);
  });

  it('stand in groups, those that wait by their turn, and oldest first where none is known', () => {
    const groups = groupRuns(RUNS);
    expect(groups.training.map((run) => run.status.state)).toEqual(['training']);
    expect(groups.waiting.map((run) => run.line?.place)).toEqual([0, 1]);
    const unplaced = groupRuns(RUNS.map((run) => ({ ...run, line: undefined }))).waiting;
    expect(unplaced.map(({ id }) => id)).toEqual(groups.waiting.map(({ id }) => id).reverse());
    expect(Object.values(groups).flat()).toHaveLength(RUNS.length);
    expect(groups.stopped.map((run) => run.status.state)).not.toContain('finished');
  });

  it('are found by every word, in name, recipe and data set', () => {
    expect(searchRuns(RUNS, 'CLOSET  two').map((run) => run.id)).toEqual(['closet-two-steps']);
    expect(searchRuns(RUNS, 'keras').map((run) => run.id)).toEqual(['keras-30k']);
    expect(searchRuns(RUNS, 'attic').map((run) => run.id)).toEqual(['boots-only']);
    expect(searchRuns(RUNS, ' ')).toHaveLength(RUNS.length);
    expect(searchRuns(RUNS, 'no such run')).toEqual([]);
  });
});

describe('data sets', () => {
  it('are told apart by whether they are here', async () => {
    install();
    const datasets = new Datasets();
    await datasets.load();
    expect(datasets.ready.map((entry) => entry.record.id)).toEqual([FASHION.id, EMOJI.id, SHOES.id]);
    expect(datasets.offered.map((entry) => entry.id)).toEqual(['letters', 'mnist']);
    expect(datasets.record('mnist')).toBeUndefined();
  });
});

describe('jobs', () => {
  let bridge: FixtureBridge;
  let jobs: Jobs;
  const options = importOptionsSchema.parse({ name: 'Shoes' });
  beforeEach(() => {
    bridge = install();
    jobs = new Jobs();
    jobs.start();
  });

  it('go from start through progress to the result', async () => {
    const id = await jobs.importPictures({ paths: ['/pictures'] }, options);
    expect(jobs.get(id)?.state).toMatchObject({ phase: 'running', progress: null });
    bridge.emit('job.progress', { job: id, progress: { done: 1, total: 2, refused: 0 } });
    expect(jobs.importOf(['/pictures'])?.state).toMatchObject({ phase: 'running', progress: { done: 1 } });
    bridge.emit('job.done', finishedImport);
    expect(jobs.get(id)?.state).toMatchObject({ phase: 'done', dataset: { id: SHOES.id } });
  });

  it('keep an end that came before the answer, and no progress after it', async () => {
    bridge.emit('job.done', finishedImport);
    bridge.emit('job.progress', { job: 'job-1', progress: { done: 1, total: 2, refused: 0 } });
    const id = await jobs.importPictures({ paths: ['/pictures'] }, options);
    expect(jobs.get(id)?.state.phase).toBe('done');
    bridge.emit('job.progress', { job: id, progress: { done: 1, total: 2, refused: 0 } });
    expect(jobs.get(id)?.state.phase).toBe('done');
  });

  it('are cancelled once, and stay cancelling while progress still comes', async () => {
    const id = await jobs.download('mnist');
    await jobs.cancel(id);
    bridge.emit('job.progress', { job: id, progress: { done: 1, total: 2, refused: 0 } });
    expect(jobs.get(id)?.state).toMatchObject({ phase: 'running', cancelling: true });
    bridge.emit('job.failed', { job: id, error: { code: 'cancelled', message: 'Cancelled.' } });
    await jobs.cancel(id);
    expect(bridge.calls.filter((made) => made.name === 'jobs.cancel')).toHaveLength(1);
  });
});

describe('the app’s own state', () => {
  it('names the chosen device only once the machine was looked at', async () => {
    install();
    const app = new AppState();
    expect(app.chosenDevice).toBeUndefined();
    await app.examine();
    expect(app.chosenDevice?.title).toBe('CPU, TensorFlow 2.21.0');
  });

  it('keeps its library when the user cancels the choice', async () => {
    install();
    const app = new AppState();
    await app.load();
    expect(await app.chooseLibrary()).toBe(false);
    expect(app.info?.library).toBe('/home/ada/Forger');
  });
});

describe('navigation', () => {
  it('goes back to the screen before, once', () => {
    const navigation = new Navigation();
    navigation.openRun('a');
    navigation.openRun('b', 'gallery');
    navigation.go({ screen: 'new-run' });
    navigation.back({ screen: 'datasets' });
    expect(navigation.current).toEqual({ screen: 'run', id: 'b', tab: 'gallery' });
    navigation.back({ screen: 'datasets' });
    expect(navigation.current).toEqual({ screen: 'datasets' });
  });

  it('never goes back to the loading screen', () => {
    const navigation = new Navigation();
    navigation.go({ screen: 'new-run' });
    navigation.back({ screen: 'datasets' });
    expect(navigation.current).toEqual({ screen: 'datasets' });
  });
});

describe('toasts', () => {
  it('keep the last three, each for six seconds', () => {
    vi.useFakeTimers();
    const toasts = new Toasts();
    for (const text of ['one', 'two', 'three', 'four']) toasts.show(text);
    expect(toasts.list.map((toast) => toast.text)).toEqual(['two', 'three', 'four']);
    vi.advanceTimersByTime(6000);
    expect(toasts.list).toEqual([]);
  });
});
