import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { MetricRow } from '@shared/run.ts';
import { openDevice } from '../../../../electron/engine/device/index.ts';
import { probeGpu, RemoteTrainer } from '../../../../electron/engine/host/window/remote-trainer.ts';
import { TrainerLine } from '../../../../electron/engine/host/window/trainer-line.ts';
import { DivergedError } from '../../../../electron/engine/training/divergence.ts';
import { RunControl } from '../../../../electron/engine/training/control.ts';
import { train, type LoopTrainer } from '../../../../electron/engine/training/loop.ts';
import type { TrainingState } from '@shared/training-state.ts';
import type { ServerDevices } from '../../../../electron/engine/window/devices.ts';
import type { Port } from '@shared/ports/port.ts';
import { TrainerServer } from '../../../../electron/engine/window/trainer-server.ts';
import { tinyImages, tinyOptions, tinyTrainer } from '../../support/tiny.ts';

/** A real channel between two ends, as between a window and the engine's process. */
let channel: MessageChannel;
beforeEach(() => {
  channel = new MessageChannel();
});
afterEach(() => channel.port1.close());

const portOf = (port: MessagePort): Port => ({
  postMessage: (message) => port.postMessage(message),
  onMessage: (listener) => void port.on('message', listener),
});

const GPU = { vendor: 'acme', architecture: 'one', device: '', description: '' };
const devices: ServerDevices = {
  probe: async () => GPU,
  open: async () => ({
    device: { kind: 'webgpu', name: 'this process' },
    settled: async () => undefined,
    bytes: () => 4096,
  }),
};

/** Opens a trainer at the far end; `disposed` says whether its window was closed. */
async function openRemote(
  id: string,
  settings: Partial<RunSettings>,
): Promise<{ trainer: RemoteTrainer; line: TrainerLine; disposed(): boolean }> {
  new TrainerServer(portOf(channel.port2), devices);
  const line = new TrainerLine(portOf(channel.port1));
  const options = tinyOptions(id, settings);
  let closed = false;
  const run = { ...options, images: tinyImages(), settled: null };
  const trainer = await RemoteTrainer.open(line, run, () => {
    closed = true;
    line.break(new ForgerError('cancelled', 'closed'));
  });
  return { trainer, line, disposed: () => closed };
}

/** Trains to a step; gives everything that must be equal: not the clock. */
async function trainTo(
  trainer: LoopTrainer,
  step: number,
): Promise<{ rows: MetricRow[]; state: Omit<TrainingState, 'elapsed'>; samples: Uint8Array }> {
  while (trainer.step < step) await trainer.trainSteps(step - trainer.step);
  const rows = (await trainer.readMetrics()).map((row) => ({ ...row, elapsed: 0, imagesPerSecond: 0 }));
  const { generator: samples } = await trainer.drawSamples();
  const { elapsed: _elapsed, ...state } = await trainer.save();
  return { rows, state, samples };
}

describe.each(['js', 'cpu'] as const)('a trainer at the far end of a line, on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));
  const SETTINGS = { seed: 5, execution: 'eager', 'ema.decay': 0.5 } as const;

  test.each(['fashion-gan-torch', 'keras-gan'])('%s trains to the same bits as one that is here', async (id) => {
    const here = tinyTrainer(id, SETTINGS);
    const expected = await trainTo(here, 6);
    here.dispose();
    const { trainer, disposed } = await openRemote(id, SETTINGS);
    expect(trainer).toMatchObject({
      step: 0,
      device: { kind: 'webgpu', name: 'this process' },
      way: { execution: 'eager' },
    });
    expect(await trainTo(trainer, 6)).toEqual(expected);
    expect(trainer.elapsed).toBeGreaterThan(0);
    expect(await trainer.deviceBytes()).toBe(4096);
    trainer.dispose();
    expect(disposed()).toBe(true);
  });

  test('it goes on from a state as if it had not stopped', async () => {
    const here = tinyTrainer('keras-gan', SETTINGS);
    await trainTo(here, 3);
    const between = await here.save();
    const expected = await trainTo(here, 6);
    here.dispose();
    const { trainer } = await openRemote('keras-gan', SETTINGS);
    await trainer.restore(between);
    expect(trainer.step).toBe(3);
    expect(trainer.elapsed).toBe(between.elapsed);
    expect(await trainTo(trainer, 6)).toEqual(expected);
    trainer.dispose();
  });
});

describe('what can go wrong', () => {
  beforeAll(async () => void (await openDevice('js')));
  const SETTINGS = { seed: 5, execution: 'eager' } as const;

  test('pixels arrive whole, in pieces, from memory and from a reader alike', async () => {
    const images = tinyImages(40);
    const bytes = images.pixels as Uint8Array;
    const options = tinyOptions('keras-gan', SETTINGS);
    const sent: Uint8Array[] = [];
    const eavesdropper: Port = {
      postMessage: (message) => {
        const command = message as { type: string; bytes?: Uint8Array };
        if (command.bytes) sent.push(command.bytes);
        channel.port1.postMessage(message);
      },
      onMessage: (listener) => void channel.port1.on('message', listener),
    };
    new TrainerServer(portOf(channel.port2), devices);
    const line = new TrainerLine(eavesdropper);
    const reader = {
      read: (numbers: Uint32Array) =>
        Uint8Array.from(numbers).reduce(
          (all, number) => {
            all.set(bytes.subarray(number * 16, number * 16 + 16), (number - (numbers[0] ?? 0)) * 16);
            return all;
          },
          new Uint8Array(numbers.length * 16),
        ),
      lanes: () => {
        throw new Error('Nothing is read ahead.');
      },
    };
    const run = { ...options, images: { ...images, pixels: reader }, settled: null };
    await RemoteTrainer.open(line, run, () => undefined);
    expect(Buffer.concat(sent).equals(Buffer.from(bytes))).toBe(true);
    line.break(new ForgerError('cancelled', 'closed'));
  });

  test('a state of other networks is refused with the same failure as here', async () => {
    const other = tinyTrainer('fashion-gan-torch', SETTINGS);
    const state = await other.save();
    other.dispose();
    const { trainer, line } = await openRemote('keras-gan', SETTINGS);
    await expect(trainer.restore(state)).rejects.toMatchObject({ name: 'ForgerError', code: 'damaged' });
    // One refusal is not the end of the line.
    await trainer.trainSteps(1);
    expect(trainer.step).toBe(1);
    line.break(new ForgerError('cancelled', 'closed'));
  });

  test('numbers that break say which network broke, since when, and keep the rows before', async () => {
    const broken = {
      ...SETTINGS,
      'loss.kind': 'least-squares',
      'optimizer.generator.kind': 'sgd',
      'optimizer.generator.learningRate': 1e-12,
      'optimizer.discriminator.kind': 'sgd',
      'optimizer.discriminator.learningRate': 1,
    } as const;
    const { trainer } = await openRemote('fashion-gan-torch', broken);
    const here = tinyTrainer('fashion-gan-torch', broken);
    const failure = async (player: LoopTrainer): Promise<unknown> =>
      trainTo(player, 400).then(
        () => 'trained',
        (error: unknown) => error,
      );
    const [far, near] = [await failure(trainer), await failure(here)];
    here.dispose();
    trainer.dispose();
    expect(far).toBeInstanceOf(DivergedError);
    const facts = ({ message, divergence, rows }: DivergedError): unknown => [message, divergence, rows.length];
    expect(facts(far as DivergedError)).toEqual(facts(near as DivergedError));
  });

  test('a compiled step that was asked for is refused with a sentence', async () => {
    await expect(openRemote('keras-gan', { execution: 'graph' })).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringContaining('cannot run as a compiled graph here'),
    });
  });

  test('what is no command is answered, and ends the line', async () => {
    const { trainer, line } = await openRemote('keras-gan', SETTINGS);
    channel.port1.postMessage({ type: 'train', request: 7, wanted: 'many' });
    await expect(line.request({ type: 'probe' }, 'pong')).rejects.toMatchObject({ code: 'internal' });
    await expect(trainer.trainSteps(1)).rejects.toThrow('does not understand');
  });

  test('what is no answer ends the line too', async () => {
    const line = new TrainerLine(portOf(channel.port1));
    const probing = probeGpu(line);
    channel.port2.postMessage({ type: 'gpu', request: 0, gpu: { vendor: 3 } });
    await expect(probing).rejects.toMatchObject({ code: 'internal' });
  });

  test('a window that goes while its run is paused ends the run at once', async () => {
    const { trainer, line } = await openRemote('keras-gan', SETTINGS);
    const control = new RunControl();
    control.pause();
    const nothing = async (): Promise<void> => undefined;
    const outputs = {
      ...{
        full: false,
        metrics: nothing,
        samples: nothing,
        evaluations: nothing,
        measuring: nothing,
        checkpoint: nothing,
      },
      ...{ resumed: nothing, breathe: nothing },
      paused: async () => void line.break(new ForgerError('engine-stopped', 'The window is gone.')),
    };
    const whenever = { totalSteps: 6, stepsPerEpoch: 3, samplesEvery: 0, checkpointEvery: 0 };
    const schedule = { ...whenever, evaluationShare: 0, keepsBest: false, evaluateEvery: 0 };
    await expect(train(trainer, schedule, outputs, control)).rejects.toThrow('The window is gone.');
    expect(control.pausing).toBe(true);
  });

  test('a far end that says nothing is given up with a sentence', async () => {
    const line = new TrainerLine(portOf(channel.port1), { pingMs: 5, silentMs: 40 });
    await expect(probeGpu(line)).rejects.toMatchObject({
      code: 'engine-stopped',
      message: expect.stringMatching(/has not answered for .+newest checkpoint/),
    });
    await expect(probeGpu(line)).rejects.toMatchObject({ code: 'engine-stopped' });
  });

  test('one that works long between answers is not given up', async () => {
    const slow: ServerDevices = {
      ...devices,
      probe: () => new Promise((resolve) => setTimeout(() => resolve(GPU), 300)),
    };
    new TrainerServer(portOf(channel.port2), slow);
    const line = new TrainerLine(portOf(channel.port1), { pingMs: 10, silentMs: 150 });
    expect(await probeGpu(line)).toEqual(GPU);
    line.break(new ForgerError('cancelled', 'closed'));
  });
});
