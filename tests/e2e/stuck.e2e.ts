import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CAME_BACK } from '../../electron/main/window/revive.ts';
import { ask, expect, test } from './app.ts';

/** Small enough to train quickly, long enough to outlast the test. */
const CONFIG = {
  preset: 'fashion-gan-torch',
  dataset: 'fashion-mnist',
  device: 'cpu',
  batch: 8,
  epochs: 1000,
  'network.width': 0.03125,
  'checkpoint.everySteps': 50,
  execution: 'eager',
};

test('an engine that is halted can be ended, and a page that is killed comes back', async ({ app }) => {
  test.skip(process.platform === 'win32', 'Windows has no signal that halts a process.');
  const { page, electron, library } = app;
  await page.getByRole('button', { name: 'Start the first duel' }).waitFor();
  const { id } = await ask<{ id: string }>(page, 'runs.start', { config: CONFIG });
  const folder = join(library, 'runs', id);
  const status = async (): Promise<{
    state: string;
    step: number;
    message: string | null;
    files?: { checkpoint?: number };
  }> => JSON.parse(await readFile(join(folder, 'status.json'), 'utf8')) as Awaited<ReturnType<typeof status>>;
  const patiently = { timeout: 120_000 };
  await expect.poll(async () => (await status()).files?.checkpoint ?? 0, patiently).toBeGreaterThan(0);
  const { pid } = JSON.parse(await readFile(join(folder, 'lock'), 'utf8')) as { pid: number };

  await test.step('it is said that it does not answer, and it can be ended', async () => {
    process.kill(pid, 'SIGSTOP');
    await page.getByRole('button', { name: 'Pause' }).first().click();
    await expect(page.getByRole('heading', { name: 'The engine does not answer' })).toBeVisible(patiently);
    await page.getByRole('button', { name: 'End it' }).click();
    await expect(page.getByText('you ended it')).toBeVisible(patiently);
    await expect(page.getByRole('heading', { name: 'The engine does not answer' })).toBeHidden();
  });

  await test.step('the run goes on from its newest checkpoint', async () => {
    const { step } = await status();
    await ask(page, 'runs.resume', { id });
    await expect.poll(async () => (await status()).state, patiently).toBe('training');
    await expect.poll(async () => (await status()).step, patiently).toBeGreaterThan(step);
  });

  await test.step('the page is loaded anew, with a sentence, and the run trains on', async () => {
    /** What the page shows; a page whose process is gone never answers. */
    const shown = (): Promise<unknown> =>
      electron.evaluate(({ BrowserWindow }) => {
        const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
          webContents.getURL().endsWith('/index.html'),
        );
        return Promise.race([
          window?.webContents.executeJavaScript('document.body.innerText').catch(() => null),
          new Promise((resolve) => setTimeout(resolve, 1000, null)),
        ]);
      });
    const renderer = await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find(({ webContents }) => webContents.getURL().endsWith('/index.html'))
        ?.webContents.getOSProcessId(),
    );
    if (renderer === undefined) throw new Error('There is no window.');
    process.kill(renderer, 'SIGKILL');
    await expect.poll(async () => String(await shown()), patiently).toContain(CAME_BACK);
    const { step } = await status();
    await expect.poll(async () => (await status()).step, patiently).toBeGreaterThan(step);
  });
});
