import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import type { WindowRequest } from '@shared/contract/window-messages.ts';
import { openDevice } from '../../../../electron/engine/device/index.ts';
import { Meter } from '../../../../electron/engine/host/evaluate/meter.ts';
import type { ProbeCommand } from '../../../../electron/engine/host/preflight/messages.ts';
import { probe } from '../../../../electron/engine/host/preflight/probe.ts';
import { planRun } from '../../../../electron/engine/host/prepare-run.ts';
import { EngineWindows } from '../../../../electron/engine/host/window/windows.ts';
import { FEATURES } from '../../../../electron/engine/vision/index.ts';
import type { ServerDevices } from '../../../../electron/engine/window/devices.ts';
import type { Port } from '@shared/ports/port.ts';
import { TrainerServer } from '../../../../electron/engine/window/trainer-server.ts';
import { Library } from '../../../../electron/store/index.ts';
import { BUNDLED, temporaryLibrary } from '../../support/library.ts';
import { noisyImages } from '../../support/tiny.ts';

const GPU_BYTES = 12_345;
const devices: ServerDevices = {
  probe: async () => null,
  open: async () => ({
    device: { kind: 'webgpu', name: 'of a window' },
    settled: async () => undefined,
    bytes: () => GPU_BYTES,
  }),
};

const portOf = (port: MessagePort): Port => ({
  postMessage: (message) => port.postMessage(message),
  onMessage: (listener) => void port.on('message', listener),
});

/** Main, as a trying process sees it: it opens windows whose trainer is in this process, or none. */
function playedMain(found: ServerDevices | null) {
  const asked: WindowRequest['type'][] = [];
  const channel = new MessageChannel();
  const windows: EngineWindows = new EngineWindows(({ type, window }) => {
    asked.push(type);
    if (type === 'window-close') return channel.port1.close();
    const gone = new ForgerError('engine-stopped', 'The window did not open.');
    if (!found) return windows.receive({ type: 'window-gone', window, error: { ...gone, message: gone.message } }, []);
    new TrainerServer(portOf(channel.port2), found);
    const port = {
      postMessage: (message: unknown) => channel.port1.postMessage(message),
      on: (_event: 'message', listener: (event: { data: unknown; ports: [] }) => void) =>
        void channel.port1.on('message', (data) => listener({ data, ports: [] })),
      start: () => undefined,
    };
    windows.receive({ type: 'window-port', window }, [port]);
  });
  return { windows, asked };
}

describe('a run that is tried where its GPU is in a window', () => {
  let dir: string;
  let command: ProbeCommand;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'forger-probe-'));
    const library = await Library.open(join(dir, 'library'));
    const input = { preset: 'fashion-gan-torch', dataset: 'fashion-mnist', batch: 4, 'network.width': 0.05, epochs: 1 };
    const { networks, recipe, config } = await planRun({ library, bundledDir: BUNDLED, input });
    const subject = { library: library.dir, bundledDir: BUNDLED, recipe, networks, dataset: 'fashion-mnist' };
    command = { question: 'time', subject: { ...subject, config: { ...config, device: 'webgpu' } } };
    await openDevice('cpu');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }));

  test('trains there, and says the time of a step and what the GPU holds', async () => {
    const { windows, asked } = playedMain(devices);
    const stages: string[] = [];
    const found = await probe(command, windows, (stage) => stages.push(stage));
    expect(found).toMatchObject({ title: 'GPU, WebGPU (of a window)', execution: 'eager', gpuBytes: GPU_BYTES });
    expect(found.msPerStep).toBeGreaterThan(0);
    expect(found.firstStepMs).toBeGreaterThan(0);
    // The images are in the window as well.
    expect(found.peakBytes).toBeGreaterThan(60_000 * 28 * 28);
    expect(stages).toEqual(['building', 'timing']);
    expect(asked).toEqual(['window-open', 'window-close']);
  });

  test('says why where there is no window, and where its memory ran out', async () => {
    await expect(probe(command, playedMain(null).windows, () => undefined)).rejects.toThrow('did not open');
    const full = { ...devices, open: () => Promise.reject(new ForgerError('out-of-memory', 'The GPU is full.')) };
    const { windows, asked } = playedMain(full);
    await expect(probe({ ...command, question: 'fit' }, windows, () => undefined)).rejects.toMatchObject({
      code: 'out-of-memory',
      message: 'The GPU is full.',
    });
    expect(asked).toEqual(['window-open', 'window-close']);
  });
});

describe('a run whose checkpoints are measured', () => {
  test('has what measuring takes in memory too, and the images that it holds out', async () => {
    const place = await temporaryLibrary(noisyImages(120));
    const rehearse = vi.spyOn(Meter.prototype, 'rehearse');
    const knowing = vi.spyOn(Meter, 'knowing');
    try {
      const { library, prepare } = place;
      const trial = async (settings: Parameters<typeof prepare>[0]): Promise<number> => {
        const { config, dataset, networks, recipe } = await prepare(settings);
        const subject = { library: library.dir, bundledDir: BUNDLED, dataset: dataset.id, config, networks, recipe };
        await probe({ question: 'fit', subject }, null, () => undefined);
        return tf.memory().numTensors;
      };
      await trial({ 'evaluations.every': 0 });
      expect(rehearse).not.toHaveBeenCalled();
      const held = { 'evaluations.every': 1, 'images.heldOut': 5 };
      const after = await trial(held);
      expect(rehearse).toHaveBeenCalledTimes(1);
      const [known, run] = knowing.mock.calls[0] ?? [];
      expect(known?.features).toHaveLength(120 * FEATURES);
      expect(run?.images.split?.heldOut).toHaveLength(50);
      // The network that sees stays for the next; nothing else does.
      expect(await trial(held)).toBe(after);
    } finally {
      rehearse.mockRestore();
      knowing.mockRestore();
      place.remove();
    }
  });
});
