import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, PATIENCE_MS, PROJECT, test } from './app.ts';

test('the menu opens what Forger is and runs on, to be copied, and the licences, to be read', async ({ app }) => {
  const { electron, page, library } = app;
  const { version } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
  await electron.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []);
    items?.find(({ label }) => label === 'About Forger')?.click();
  });
  const about = page.getByRole('dialog', { name: 'About Forger' });
  await expect(about).toContainText(`Forger ${version}`);
  await expect(about.getByRole('definition').first()).toHaveText(/^\d+\.\d+\.\d+$/, { timeout: PATIENCE_MS });

  await about.getByRole('button', { name: 'Copy' }).click();
  await expect(about.getByRole('status')).toContainText('Copied');
  const copied = await electron.evaluate(({ clipboard }) => clipboard.readText());
  const { electron: runs, chrome, node } = await electron.evaluate(() => process.versions);
  expect(copied).toContain(`Forger ${version}\nTensorFlow: `);
  expect(copied).toContain(`Electron: ${runs}, with Chromium ${chrome} and Node ${node}`);
  expect(copied).toContain(`Library: ${library}`);

  await about.getByRole('button', { name: 'Licences' }).click();
  const licences = page.getByRole('dialog', { name: 'Licences' });
  await expect(licences).toContainText(join(PROJECT, 'node_modules'));
  await licences.getByRole('button', { name: /^Electron/ }).click();
  await expect(licences.getByRole('region', { name: 'Electron' })).toContainText('Permission is hereby granted');
  await licences.getByRole('searchbox').fill('tensorflow libraries');
  await licences.getByRole('button', { name: /^TensorFlow/ }).click();
  await expect(licences.getByRole('region', { name: /TensorFlow/ })).toContainText('Astunparse');
  await page.keyboard.press('Escape');
  await expect(licences).toBeHidden();
});
