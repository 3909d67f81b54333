import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Preflight } from '../../electron/shared/preflight.ts';
import type { RunStatus } from '../../electron/shared/run.ts';
import { listen, tryEveryWay } from './network.ts';
import { ask, expect, quit, test, type RunningApp } from './app.ts';
import { TINY_NETWORKS } from './tiny-networks.ts';

/** SwiftShader in place of a GPU: slow, and there on every machine. */
const SOFTWARE_GPU = { FORGER_WEBGPU: 'swiftshader' };
const ENGINE_PAGE = 'forger://app/engine.html';

const STEPS = 8;
/** Beside other work, compiling for SwiftShader takes its time. */
const PATIENTLY = { timeout: 120_000 };

/** Starts a run on WebGPU; gives its id. */
async function start({ page }: RunningApp): Promise<string> {
  const config = {
    ...{ preset: 'keras-gan', dataset: 'fashion-mnist', device: 'webgpu', steps: STEPS, batch: 4 },
    ...{ 'samples.count': 4, 'samples.everySteps': 2, 'checkpoint.everySteps': 2 },
  };
  return (await ask<{ id: string }>(page, 'runs.start', { config, networks: TINY_NETWORKS })).id;
}

const statusOf = async ({ library }: RunningApp, id: string): Promise<RunStatus> =>
  JSON.parse(await readFile(join(library, 'runs', id, 'status.json'), 'utf8')) as RunStatus;

const stepsLogged = async ({ library }: RunningApp, id: string): Promise<number[]> => {
  const lines = await readFile(join(library, 'runs', id, 'metrics.jsonl'), 'utf8');
  return lines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { step: number }).step);
};

/** Addresses of every window there is, hidden ones too. */
const windows = ({ electron }: RunningApp): Promise<string[]> =>
  electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL()),
  );

test('a run trains on WebGPU in a hidden window, whose end it survives', async ({ started }) => {
  const app = await started.launch(SOFTWARE_GPU);
  const { page, electron } = app;

  await test.step('the GPU is found, and being software is not taken by itself', async () => {
    const { devices, chosen } = await ask<{
      devices: { kind: string; title: string; available: boolean; software?: boolean }[];
      chosen: string;
    }>(page, 'app.doctor');
    expect(devices.find(({ kind }) => kind === 'webgpu')).toMatchObject({
      title: 'Software GPU, WebGPU (google swiftshader)',
      available: true,
      software: true,
    });
    expect(chosen).not.toBe('webgpu');
    await expect.poll(() => windows(app), { message: 'the window that looked is gone' }).not.toContain(ENGINE_PAGE);
  });

  const id = await start(app);
  const folder = join(app.library, 'runs', id);
  const stateIs = async (state: RunStatus['state']): Promise<void> =>
    expect.poll(async () => (await statusOf(app, id)).state, PATIENTLY).toBe(state);

  await test.step('it pauses before its first step', async () => {
    await expect(async () => ask(page, 'runs.pause', { id })).toPass();
    await stateIs('paused');
    expect(await readFile(join(folder, 'log.txt'), 'utf8')).toContain('Starts on Software GPU, WebGPU (google');
  });

  const hidden = electron.windows().find((window) => window.url() === ENGINE_PAGE);
  if (!hidden) throw new Error('There is no window in which the GPU trains.');

  await test.step('its window is out of sight, without Node.js, bridge, network or a way out', async () => {
    const found = await hidden.evaluate(async () => {
      const refused = async (address: string): Promise<boolean> =>
        fetch(address).then(
          () => false,
          () => true,
        );
      const names = ['require', 'process', 'module', 'Buffer', 'forger', 'electron'];
      const addresses = ['https://example.org/', 'file:///etc/passwd', 'forger://app/index.html'];
      return {
        reached: names.filter((name) => name in globalThis),
        refused: await Promise.all(addresses.map(refused)),
        opened: window.open('https://example.org/') !== null,
        notify: await Notification.requestPermission(),
      };
    });
    expect(found).toEqual({ reached: [], refused: [true, true, true], opened: false, notify: 'denied' });
    const listener = await listen();
    await tryEveryWay(hidden, listener);
    listener.close();
    expect(listener.arrived).toEqual([]);
    await hidden.evaluate(() => {
      location.href = 'https://example.org/';
    });
    await page.waitForTimeout(300);
    const shown = await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => ({
        address: window.webContents.getURL(),
        visible: window.isVisible(),
      })),
    );
    expect(shown).toContainEqual({ address: ENGINE_PAGE, visible: false });
  });

  await test.step('it trains, with samples and checkpoints', async () => {
    // Holds training in the middle of the run, so that the window can be ended there however fast the machine is.
    await hidden.evaluate(() => {
      interface Queue {
        onSubmittedWorkDone(): Promise<void>;
      }
      const { prototype } = (globalThis as unknown as { GPUQueue: { prototype: Queue } }).GPUQueue;
      const done = prototype.onSubmittedWorkDone;
      let calls = 0;
      prototype.onSubmittedWorkDone = function (this: Queue) {
        calls += 1;
        return calls > 3 ? new Promise(() => undefined) : done.call(this);
      };
    });
    await ask(page, 'runs.resume', { id });
    await expect.poll(() => readdir(join(folder, 'checkpoints')), PATIENTLY).toContain('step-00000002');
    expect(await statusOf(app, id)).toMatchObject({ state: 'training' });
    expect(await readdir(join(folder, 'samples'))).toEqual(
      expect.arrayContaining(['epoch-0000.png', 'step-00000002.png']),
    );
  });

  await test.step('its window crashes: the run says so', async () => {
    await electron.evaluate(({ BrowserWindow }, address) => {
      const own = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL() === address);
      own?.webContents.forcefullyCrashRenderer();
    }, ENGINE_PAGE);
    await stateIs('failed');
    expect((await statusOf(app, id)).message).toMatch(/^The window in which the GPU trains .+newest checkpoint\.$/);
    expect(await windows(app)).not.toContain(ENGINE_PAGE);
  });

  await test.step('and goes on from its newest checkpoint to its end', async () => {
    await ask(page, 'runs.resume', { id });
    await stateIs('finished');
    expect(await readFile(join(folder, 'log.txt'), 'utf8')).toMatch(/Goes on from step \d+ on Software GPU/);
    expect(await stepsLogged(app, id)).toEqual(Array.from({ length: STEPS }, (_, at) => at + 1));
    expect(await readdir(join(folder, 'checkpoints'))).toContain('step-00000008');
    await expect.poll(() => windows(app), { message: 'no window without a run' }).not.toContain(ENGINE_PAGE);
  });
  await quit(app);
});

test('a run is tried on WebGPU before it starts, in a hidden window', async ({ started }) => {
  const app = await started.launch(SOFTWARE_GPU);
  const { page } = app;
  const config = {
    ...{ preset: 'keras-gan', dataset: 'fashion-mnist', device: 'webgpu', steps: 1000, batch: 4, 'samples.count': 4 },
    // A rate nobody has: nothing is known of it from before.
    'optimizer.generator.learningRate': 1e-4 * (1 + Math.random()),
  };
  const { devices, recommended } = await ask<Preflight>(page, 'preflight.measure', {
    config,
    networks: TINY_NETWORKS,
    measure: true,
  });
  const found = devices.find(({ kind }) => kind === 'webgpu');
  expect(found).toMatchObject({ state: 'measured', execution: 'eager', fits: true });
  if (found?.state !== 'measured') throw new Error('It was not measured.');
  expect(found.imagesPerSecond).toBeCloseTo(4000 / found.msPerStep, 6);
  expect(found.seconds).toBeCloseTo(found.msPerStep, 6);
  // Both networks with Adam's two slots, at least.
  expect(found.gpuBytes).toBeGreaterThan(3 * 4 * 2 * 16 * 784);
  expect(recommended, 'a GPU in software is never recommended').not.toBe('webgpu');
  await expect.poll(() => windows(app), { message: 'the window that tried is gone' }).not.toContain(ENGINE_PAGE);
  expect(await readdir(join(app.library, 'runs')).catch(() => [])).toEqual([]);
  await quit(app);
});
