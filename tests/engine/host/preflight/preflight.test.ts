import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DeviceReport } from '@shared/doctor.ts';
import type { Preflight } from '@shared/preflight.ts';
import type { ProbeLauncher } from '../../../../electron/engine/host/preflight/apart.ts';
import type { ProbeCommand, ProbeEvent } from '../../../../electron/engine/host/preflight/messages.ts';
import { preflight } from '../../../../electron/engine/host/preflight/preflight.ts';
import { placeOf, planRun, type PlannedRun } from '../../../../electron/engine/host/prepare-run.ts';
import type { Devices } from '../../../../electron/engine/host/run-way.ts';
import { Library } from '../../../../electron/store/index.ts';
import { BUNDLED } from '../../support/library.ts';

const report = (kind: DeviceReport['kind'], rest: Partial<DeviceReport> = {}): DeviceReport => ({
  kind,
  title: `The ${kind}`,
  available: true,
  note: null,
  ...rest,
});
const DEVICES = {
  devices: [
    report('cuda', { available: false, note: 'None.' }),
    report('webgpu'),
    report('cpu'),
    report('js', { note: 'Slow.' }),
  ],
  chosen: 'webgpu' as const,
};
const answer = (msPerStep: number, peakBytes = 5e8): ProbeEvent => ({
  type: 'answer',
  result: {
    title: 'A device',
    execution: 'graph',
    refusal: null,
    msPerStep,
    firstStepMs: 100,
    peakBytes,
    gpuBytes: null,
  },
});

let dir: string;
let library: Library;
let asked: ProbeCommand[];
let run: PlannedRun;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'forger-preflight-'));
  library = await Library.open(join(dir, 'library'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
});
beforeEach(async () => {
  vi.stubEnv('FORGER_CACHE', mkdtempSync(join(dir, 'cache-')));
  asked = [];
  const input = { preset: 'fashion-gan-torch', dataset: 'fashion-mnist', epochs: 1, batch: 100 };
  run = await planRun({ library, bundledDir: BUNDLED, input });
});

/** Processes that answer by the device they are asked about; undefined: never. */
const played =
  (answers: Partial<Record<string, ProbeEvent>>): ProbeLauncher =>
  () => {
    const listeners: ((message: unknown) => void)[] = [];
    const ends: (() => void)[] = [];
    return {
      postMessage: (command) => {
        asked.push(command);
        const event = answers[command.subject.config.device];
        if (event) setImmediate(() => listeners.forEach((listener) => listener(event)));
      },
      onMessage: (listener) => void listeners.push(listener),
      onExit: (listener) => void ends.push(listener),
      kill: () => ends.splice(0).forEach((end) => end()),
    };
  };

const tried = (
  launch: ProbeLauncher,
  signal = new AbortController().signal,
  changes: Preflight[] = [],
  devices: Devices = DEVICES,
) =>
  preflight({
    ...{ library, bundledDir: BUNDLED, run, devices, launch, signal },
    onChange: (now) => changes.push(now),
  });

describe('a run that is tried before it starts', () => {
  test('trains on each device in turn; the fastest is said, with what it takes', async () => {
    const changes: Preflight[] = [];
    const found = await tried(played({ webgpu: answer(60), cpu: answer(20) }), undefined, changes);
    expect(asked.map(({ question, subject }) => [question, subject.config.device])).toEqual([
      ['time', 'webgpu'],
      ['time', 'cpu'],
    ]);
    expect(found).toMatchObject({ recommended: 'cpu', automatic: 'webgpu', steps: 600 });
    expect(found.devices[1]).toMatchObject({ kind: 'cpu', imagesPerSecond: 5000, seconds: 12, fits: true });
    expect(changes.map(({ devices }) => devices.map(({ state }) => state))).toEqual([
      ['measuring', 'waiting'],
      ['measured', 'measuring'],
      ['measured', 'measured'],
    ]);
  });

  test('decides nothing: a run whose device is automatic takes the same one before it and after', async () => {
    const before = await placeOf(run.config, DEVICES);
    expect(before).toMatchObject({
      device: { kind: 'webgpu' },
      way: { execution: 'eager', threads: null },
    });
    await tried(played({ webgpu: answer(60), cpu: answer(20) }));
    expect(await placeOf(run.config, DEVICES)).toEqual(before);
  });

  test('is not tried again, whatever its length, name and seed', async () => {
    await tried(played({ webgpu: answer(60), cpu: answer(20) }));
    asked = [];
    const config = { ...run.config, name: 'Other', seed: 9, epochs: 3 };
    run = { ...run, config, totalSteps: 1800 };
    expect(await tried(played({}))).toMatchObject({ recommended: 'cpu', steps: 1800 });
    expect(asked).toEqual([]);
    // How often it is measured follows from its length; whether at all takes memory.
    run = { ...run, config: { ...config, 'evaluations.every': 5 } };
    await tried(played({}));
    expect(asked).toEqual([]);
    run = { ...run, config: { ...config, 'evaluations.every': 0 } };
    await tried(played({ webgpu: answer(60), cpu: answer(20) }));
    expect(asked).toHaveLength(2);
    asked = [];
    run = { ...run, config: { ...config, batch: 50 } };
    await tried(played({ webgpu: answer(50), cpu: answer(51) }));
    expect(asked).toHaveLength(2);
  });

  test('a device that fails says why, and one that it does not fit is not recommended', async () => {
    const failed: ProbeEvent = { type: 'failed', error: { code: 'device-unavailable', message: 'It does not start.' } };
    const found = await tried(played({ webgpu: failed, cpu: answer(20, 1e15) }));
    expect(found.devices[0]).toMatchObject({ state: 'failed', error: { message: 'It does not start.' } });
    expect(found.devices[1]).toMatchObject({ state: 'measured', fits: false });
    expect(found.recommended).toBe('cpu');
  });

  test('a run that takes days wherever it fits is told so; one that is fast somewhere is not', async () => {
    const slow = await tried(played({ webgpu: answer(1_000_000), cpu: answer(900_000) }));
    expect(slow.tooSlow?.fault).toBe('This run would take about 6 days here: 900 s a step.');
    expect(slow.tooSlow?.instead.length).toBeGreaterThan(0);
    run = { ...run, config: { ...run.config, batch: 50 } };
    expect((await tried(played({ webgpu: answer(1_000_000), cpu: answer(20) }))).tooSlow).toBeNull();
    run = { ...run, config: { ...run.config, batch: 40 } };
    // What it does not fit counts for nothing.
    const kept = await tried(played({ webgpu: answer(1_000_000), cpu: answer(20, 1e15) }));
    expect(kept.tooSlow?.fault).toContain('1000 s a step');
  });

  test('automatic is said to be what the run takes, which may be another', async () => {
    const cuda: Devices = { devices: [report('cuda'), report('cpu')], chosen: 'cuda' };
    const failed: ProbeEvent = { type: 'failed', error: { code: 'device-unavailable', message: 'It does not start.' } };
    const found = await tried(played({ cuda: failed, cpu: answer(20) }), undefined, [], cuda);
    expect(found).toMatchObject({ recommended: 'cpu', automatic: 'cuda' });
    expect(await placeOf(run.config, cuda)).toMatchObject({ device: { kind: 'cuda' } });
  });

  test('a faster device that it does not fit is not recommended', async () => {
    const found = await tried(played({ webgpu: answer(10, 1e15), cpu: answer(20) }));
    expect(found.recommended).toBe('cpu');
  });

  test('a GPU in software is tried where it is asked for, and never recommended', async () => {
    const software = { ...DEVICES, devices: [report('webgpu', { software: true }), report('cpu')] };
    const launch = played({ webgpu: answer(10), cpu: answer(20) });
    await tried(launch, undefined, [], software);
    expect(asked.map(({ subject }) => subject.config.device)).toEqual(['cpu']);
    run = { ...run, config: { ...run.config, device: 'webgpu' } };
    const found = await tried(launch, undefined, [], software);
    expect(found.devices[0]).toMatchObject({ kind: 'webgpu', state: 'measured', msPerStep: 10 });
    expect(found.recommended).toBe('cpu');
  });

  test('can be cancelled, and its process is gone then', async () => {
    const controller = new AbortController();
    const trying = tried(played({}), controller.signal);
    await vi.waitFor(() => expect(asked).toHaveLength(1), { timeout: 30_000 });
    controller.abort();
    await expect(trying).rejects.toMatchObject({ code: 'cancelled' });
  });
});
