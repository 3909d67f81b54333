import { copyFile, link, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, clickAway, expect, gone, test } from './app.ts';

const NEWER = '0.9.0-9f8e7d6c';

/** Electron in a folder of a version: its program, by which it is told where it lies, and links to all else. */
async function electronIn(folder: string): Promise<void> {
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(given)) {
    const [from, to] = [join(given, name), join(folder, name)];
    if (name === 'electron') await link(from, to).catch(() => copyFile(from, to));
    else await symlink(from, to);
  }
}

/** A newer version, whose start leaves a note of what it was started with. */
async function installNewer(home: string, note: string): Promise<void> {
  const unpacked = join(home, NEWER, 'resources', 'app.asar.unpacked');
  await mkdir(unpacked, { recursive: true });
  await writeFile(join(unpacked, 'package.json'), JSON.stringify({ name: 'forger', version: '0.9.0' }));
  const program = `#!/bin/sh\necho "$@" > "${note}.part" && mv "${note}.part" "${note}"\n`;
  await writeFile(join(home, NEWER, 'forger'), program, { mode: 0o755 });
  await symlink(NEWER, join(home, 'current.new'));
  await rename(join(home, 'current.new'), join(home, 'current'));
}

test('a version that is installed meanwhile is told, training goes on, and a restart starts it', async ({
  home,
  started,
}) => {
  test.skip(process.platform !== 'linux', 'Only Linux keeps versions side by side.');
  const versions = join(home, 'versions');
  const note = join(home, 'started');
  await electronIn(join(versions, '0.2.0-0a1b2c3d'));
  await symlink('0.2.0-0a1b2c3d', join(versions, 'current'));
  const app = await started.launch({}, home, [], join(versions, 'current'));
  const { electron, page } = app;
  const { id } = await ask<{ id: string }>(page, 'runs.quickStart');
  const notice = page.getByRole('region', { name: 'Update' });
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(notice).toBeHidden();

  await installNewer(versions, note);
  // A virtual display has no window manager that would give the focus.
  await electron.evaluate(({ BrowserWindow }) => void BrowserWindow.getAllWindows()[0]?.emit('focus'));
  await expect(notice).toContainText('Forger 0.9.0 is installed. It is used from the next start.');
  await expect(notice).toContainText('Training goes on');
  await expect(notice.getByRole('button', { name: 'Restart now' })).toBeHidden();
  await expect(ask(page, 'app.restart')).rejects.toThrow(/Let it end or stop it first/);

  await page.getByRole('button', { name: 'Stop' }).click();
  const held = async (): Promise<boolean> =>
    (await ask<{ controllable: boolean }>(page, 'runs.get', { id })).controllable;
  await expect.poll(held).toBe(false);
  const ending = gone(app);
  await clickAway(page, notice.getByRole('button', { name: 'Restart now' }));
  await ending;
  await expect
    .poll(() => readFile(note, 'utf8').catch(() => ''))
    .toContain(`--user-data-dir=${join(home, 'user-data')}`);
});
