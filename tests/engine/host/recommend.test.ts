import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { DeviceReport } from '@shared/doctor.ts';
import { stepProducts } from '@shared/step-arithmetic.ts';
import type { RunRecord, RunSummary } from '@shared/run.ts';
import type { ProbeLauncher } from '../../../electron/engine/host/preflight/apart.ts';
import type { ProbeCommand } from '../../../electron/engine/host/preflight/messages.ts';
import { planRun } from '../../../electron/engine/host/prepare-run.ts';
import { recommendFor } from '../../../electron/engine/host/recommend.ts';
import { Library } from '../../../electron/store/index.ts';
import { BUNDLED } from '../support/library.ts';

const device = (kind: DeviceReport['kind']): DeviceReport => ({ kind, title: kind, available: true, note: null });
const DEVICES = { devices: [device('webgpu'), device('cpu')], chosen: 'cpu' as const };
const MS_PER_STEP = 400;

let dir: string;
let library: Library;
let asked: ProbeCommand[];
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'forger-recommend-'));
  library = await Library.open(join(dir, 'library'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
});
beforeEach(() => {
  vi.stubEnv('FORGER_CACHE', mkdtempSync(join(dir, 'cache-')));
  asked = [];
});

/** A process that answers at once. */
const launch: ProbeLauncher = () => {
  const listeners: ((message: unknown) => void)[] = [];
  const ends: (() => void)[] = [];
  const times = { msPerStep: MS_PER_STEP, firstStepMs: 900, peakBytes: 5e8, gpuBytes: null };
  const result = { title: 'A device', execution: 'graph', refusal: null, ...times };
  return {
    postMessage: (command) => {
      asked.push(command);
      setImmediate(() => listeners.forEach((listener) => listener({ type: 'answer', result })));
    },
    onMessage: (listener) => void listeners.push(listener),
    onExit: (listener) => void ends.push(listener),
    kill: () => ends.splice(0).forEach((end) => end()),
  };
};
const ask = (measure: boolean, from = library) =>
  recommendFor({
    ...{ library: from, bundledDir: BUNDLED, dataset: 'emoji', devices: DEVICES, launch, measure },
    signal: new AbortController().signal,
  });

test('nothing is measured unasked; once it was, it is known', async () => {
  expect((await ask(false)).expectation.secondsPerStep).toBeNull();
  expect(asked).toEqual([]);
  const { expectation } = await ask(true);
  // Only where a run would train.
  expect(asked.map(({ subject }) => subject.config.device)).toEqual(['cpu']);
  expect(expectation.secondsPerStep).toBeCloseTo(MS_PER_STEP / 1000);
  expect(expectation.words[0]).toContain('0.4 s a step here, measured on these images');
  expect(await ask(false)).toEqual(await ask(true));
  expect(asked).toHaveLength(1);
});

test('runs of convolutions on the same device say how fast it is, till it is measured', async () => {
  const input = { preset: 'dcgan-64', dataset: 'emoji', 'network.width': 0.25, batch: 32 };
  const planned = await planRun({ library, bundledDir: BUNDLED, input });
  const runs = [
    { id: 'dense', preset: 'keras-gan', kind: 'cpu' },
    { id: 'elsewhere', preset: 'dcgan-64', kind: 'webgpu' },
    { id: 'here', preset: 'dcgan-64', kind: 'cpu' },
  ] as const;
  const trained: Library = Object.assign(Object.create(library) as Library, {
    listRuns: async () =>
      runs.map(({ id, preset }) => ({ id, preset, name: id, status: { imagesPerSecond: 64 } }) as RunSummary),
    readRun: async (id: string) =>
      ({ ...planned, device: { kind: runs.find((run) => run.id === id)!.kind } }) as unknown as RunRecord,
  });
  const { expectation } = await ask(false, trained);
  expect(expectation.words[0]).toContain('reckoned from the run “here”, give or take a factor of two');
  const pace = (stepProducts(planned) * 64) / 32;
  const { settings, preset } = await ask(false, trained);
  const recommended = await planRun({
    library,
    bundledDir: BUNDLED,
    input: { ...settings, preset, dataset: 'emoji' },
  });
  expect(expectation.secondsPerStep).toBeCloseTo(stepProducts(recommended) / pace);
  expect((await ask(true, trained)).expectation.secondsPerStep).toBeCloseTo(MS_PER_STEP / 1000);
});
