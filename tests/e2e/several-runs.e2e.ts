import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ask, clickAway, expect, gone, PATIENCE_MS, test, type RunningApp, type Started } from './app.ts';

/** Small enough to train quickly, long enough to outlast the test. */
const CONFIG = {
  preset: 'fashion-gan-torch',
  dataset: 'fashion-mnist',
  device: 'cpu',
  batch: 8,
  epochs: 1000,
  'network.width': 0.03125,
  'checkpoint.everySteps': 200,
  execution: 'eager',
};

async function start(page: Page, name: string): Promise<string> {
  return (await ask<{ id: string }>(page, 'runs.start', { config: { ...CONFIG, name } })).id;
}

async function statusOf(
  library: string,
  run: string,
): Promise<{ state: string; step: number; message: string | null }> {
  return JSON.parse(await readFile(join(library, 'runs', run, 'status.json'), 'utf8')) as Awaited<
    ReturnType<typeof statusOf>
  >;
}
const trains = (library: string, run: string, from = 0): Promise<void> =>
  expect
    .poll(
      async () => {
        const { state, step } = await statusOf(library, run);
        return state === 'training' && step > from;
      },
      { timeout: 120_000 },
    )
    .toBe(true);

/** The app, which asks its questions in earnest. @param choices what the user chose before */
async function open(started: Started, home: string, choices: object): Promise<RunningApp> {
  await mkdir(join(home, 'user-data'), { recursive: true });
  await writeFile(join(home, 'user-data', 'settings.json'), JSON.stringify({ choices }));
  return started.launch({ FORGER_TEST_DIALOG_PATH: '' });
}
/** Closes the window as its cross does; the answer to what happens then comes later. */
const closeWindow = (app: RunningApp): Promise<void> =>
  app.electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('index.html'));
    setImmediate(() => window?.close());
  });

test('two runs train at once, the queue is held and started, and quitting saves both', async ({ home, started }) => {
  const app = await open(started, home, { atOnce: 2 });
  const { page, library } = app;
  await page.getByRole('button', { name: 'Start the first duel' }).waitFor();
  const [first, second, third] = [await start(page, 'First'), await start(page, 'Second'), await start(page, 'Third')];
  await Promise.all([trains(library, first), trains(library, second)]);
  expect((await statusOf(library, third)).state).toBe('waiting');

  await test.step('pausing one leaves the other alone', async () => {
    await page.getByRole('button', { name: /^First/ }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect.poll(async () => (await statusOf(library, first)).state).toBe('paused');
    await trains(library, second, (await statusOf(library, second)).step);
    await page.getByRole('button', { name: 'Resume' }).click();
    await trains(library, first, (await statusOf(library, first)).step);
  });

  await test.step('a queue that is held begins nothing until it is started', async () => {
    await page.getByRole('button', { name: /^The queue/ }).click();
    await page.getByText('When I say so').click();
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByRole('button', { name: 'The queue: On hold' })).toBeVisible();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect.poll(async () => (await statusOf(library, first)).state).toBe('stopped');
    await trains(library, second, (await statusOf(library, second)).step);
    expect((await statusOf(library, third)).state).toBe('waiting');
    await page.getByRole('button', { name: 'Start the queue' }).click();
    await trains(library, third);
  });

  await test.step('quitting asks, and can be taken back', async () => {
    await closeWindow(app);
    const dialog = page.getByRole('dialog', { name: '2 runs train' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    await trains(library, second, (await statusOf(library, second)).step);
  });

  await test.step('save and quit leaves a checkpoint of each', async () => {
    await closeWindow(app);
    const ending = gone(app);
    await clickAway(page, page.getByRole('dialog').getByRole('button', { name: 'Save and quit' }));
    await ending;
    for (const run of [second, third]) {
      const { state, step } = await statusOf(library, run);
      expect(state).toBe('stopped');
      const checkpoints = await readdir(join(library, 'runs', run, 'checkpoints'));
      expect(checkpoints).toContain(`step-${String(step).padStart(8, '0')}`);
    }
  });
});

test('in the background training goes on without a window, and starting the app again brings it back', async ({
  home,
  started,
}) => {
  const app = await open(started, home, { afterBackground: 'quit' });
  const { page, library } = app;
  await page.getByRole('button', { name: 'Start the first duel' }).waitFor();
  const run = await start(page, 'Night shift');
  await trains(library, run);
  await closeWindow(app);
  const dialog = page.getByRole('dialog', { name: '“Night shift” is training' });
  await dialog.getByText('Do not ask again').click();
  await clickAway(page, dialog.getByRole('button', { name: 'Keep training in the background' }));
  await trains(library, run, (await statusOf(library, run)).step);
  const settings = JSON.parse(await readFile(join(home, 'user-data', 'settings.json'), 'utf8')) as object;
  expect(settings).toMatchObject({ choices: { whenQuitting: 'background' } });

  const back = await test.step('a second start shows the window', async () => {
    const opening = app.electron.waitForEvent('window', { timeout: PATIENCE_MS });
    await started.launchAgain();
    const window = await opening;
    await window.getByRole('button', { name: 'Pause' }).waitFor();
    return window;
  });

  await test.step('the answer is remembered; when the last run ends the app goes, as it was told to', async () => {
    const again = back.waitForEvent('close');
    await closeWindow(app);
    await again;
    await trains(library, run, (await statusOf(library, run)).step);
    const ending = gone(app);
    const lock = JSON.parse(await readFile(join(library, 'runs', run, 'lock'), 'utf8')) as { pid: number };
    process.kill(lock.pid, 'SIGKILL');
    await ending;
    expect((await statusOf(library, run)).message).toMatch(/resume the run/);
  });
});
