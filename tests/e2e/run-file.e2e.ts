import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { ask, expect, quit, test } from './app.ts';

/** Drops a file of the disk on the window. */
async function drop(page: Page, path: string): Promise<void> {
  const input = await page.evaluateHandle(() => Object.assign(document.createElement('input'), { type: 'file' }));
  await input.setInputFiles(path);
  await input.evaluate((element) => {
    const dataTransfer = new DataTransfer();
    for (const file of element.files ?? []) dataTransfer.items.add(file);
    dispatchEvent(new DragEvent('drop', { dataTransfer }));
  });
}

test('a run is saved as a file, opens elsewhere, is known when it comes back, and goes on exactly', async ({
  app,
  home,
  started,
}) => {
  const { page, library, dialogFolder } = app;
  const fromMenu = async (entry: string): Promise<void> => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: entry }).click();
  };

  await test.step('the first start shows the finished run that ships', async () => {
    await page.getByRole('button', { name: 'Look at a finished run' }).click();
    const name = 'Clothes, already trained';
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await page.getByRole('tab', { name: 'Gallery' }).click();
    await expect(page.getByRole('gridcell', { name: 'Sample 1, ' }).first()).toBeVisible();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Choose a folder and export' }).waitFor();
    await page.keyboard.press('Escape');
    await fromMenu('Move to trash…');
    await page.getByRole('button', { name: 'Move to trash', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Start the first duel' })).toBeVisible();
  });

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
  const runs = async (): Promise<string[]> =>
    (await readdir(join(library, 'runs'))).filter((name) => !name.startsWith('.'));
  // Nothing came of opening it again.
  expect(await runs()).toHaveLength(1);
  await page.getByRole('button', { name: 'Close' }).last().click();

  const title = page.getByRole('heading', { level: 1, name: 'Sent' });
  await test.step('deleted, it is brought back with its page, and from the list of what was deleted', async () => {
    await fromMenu('Move to trash…');
    await page.getByRole('button', { name: 'Move to trash', exact: true }).click();
    // The library is as empty as at the first start: nothing is tried out by itself.
    await expect(page.getByRole('heading', { name: 'New run' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(title).toBeVisible();
  });

  await test.step('opened from its file after that, it is shown, and the deleted one can be had instead', async () => {
    await fromMenu('Move to trash…');
    await page.getByRole('button', { name: 'Move to trash', exact: true }).click();
    await expect.poll(runs).toHaveLength(0);
    await drop(page, path);
    await expect(page.getByText('The one you deleted is still in the trash.')).toBeVisible();
    await expect(title).toBeVisible();
    // The words of the step before, which are the same, have gone by then.
    const back = page.getByText('“Sent” is back');
    await expect(back).toHaveCount(0);
    await page.getByRole('button', { name: 'Bring that back instead' }).click();
    await expect(back).toBeVisible();
    await expect(title).toBeVisible();
    await page.getByRole('button', { name: /^Preferences/ }).click();
    await expect(page.getByRole('list', { name: 'Deleted' }).getByRole('listitem')).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect(title).toBeVisible();
  });

  const said = (words: string): Promise<void> => expect(page.getByText(words).last()).toBeVisible();
  await test.step('a second start hands over what it is to open, and goes', async () => {
    await page.getByRole('button', { name: /^Preferences/ }).click();
    await expect(title).toBeHidden();
    // As a desktop does it, by address; and as somebody in that folder does.
    expect(await started.launchAgain([pathToFileURL(path).href, file], dialogFolder)).toBe(0);
    await expect(title).toBeVisible();
    await said('“Sent” is here already, and stays as it is.');
    expect(await runs()).toHaveLength(1);
  });

  await test.step('what cannot be opened is said, one after another, once no question is open', async () => {
    await writeFile(join(dialogFolder, 'broken.forger.zip'), 'no zip at all');
    await fromMenu('Move to trash…');
    const answer = page.getByRole('button', { name: 'Keep it' });
    await answer.waitFor();
    expect(await started.launchAgain(['broken.forger.zip', 'gone.forger.zip', 'picture.png', '.'], dialogFolder)).toBe(
      0,
    );
    await expect(page.getByText('This run file cannot be opened')).toHaveCount(0);
    await answer.click();
    await said('This run file cannot be opened');
    await said('gone.forger.zip');
  });

  await test.step('the first start opens what it is given', async () => {
    await quit(app);
    const next = await started.launch({}, home, [path]);
    await expect(next.page.getByText('“Sent” is here already, and stays as it is.')).toBeVisible();
    await expect(next.page.getByRole('heading', { level: 1, name: 'Sent' })).toBeVisible();
  });
});
