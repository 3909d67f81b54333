import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, expect, test } from './app.ts';

test('a run is saved as a file, opens elsewhere, is known when it comes back, and goes on exactly', async ({
  app,
  home,
  started,
}) => {
  const { page, library, dialogFolder } = app;
  const settings = ['name=Sent', 'network.width=0.1', 'batch=16', 'execution=eager'].flatMap((set) => ['--set', set]);
  await started.forger(
    library,
    'train',
    '--preset',
    'fashion-gan-torch',
    '--dataset',
    'fashion-mnist',
    '--steps',
    '4',
    ...settings,
  );

  await page.getByRole('button', { name: /Sent/ }).first().click();
  const fromMenu = async (entry: string): Promise<void> => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: entry }).click();
  };
  await fromMenu('Save as a file…');
  await page.getByText('Every Forger has them').waitFor();
  await page.getByRole('button', { name: 'Save as…' }).click();
  await page.getByRole('heading', { name: 'Run saved' }).waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  const [file = ''] = await readdir(dialogFolder);
  expect(file).toBe('Sent.forger.zip');

  const path = join(dialogFolder, file);
  expect(await started.forger(join(home, 'elsewhere'), 'open', path)).toContain('“Sent” is open.');
  await ask(page, 'runFile.open', { path });

  await fromMenu('Check that resume is exact…');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.getByText('Identical, bit for bit, after 20 steps.')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText('all as they were written')).toBeVisible();
  // Nothing came of opening it again.
  expect((await readdir(join(library, 'runs'))).filter((name) => !name.startsWith('.'))).toHaveLength(1);
});
