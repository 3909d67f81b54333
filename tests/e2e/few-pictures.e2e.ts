import type { Page } from '@playwright/test';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunDetail } from '../../electron/shared/contract/channels.ts';
import type { RunSummary } from '../../electron/shared/run.ts';
import { ask, expect, quit, test } from './app.ts';
import { expectPageDraws } from './exported-model.ts';
import { makeEmoji } from './pictures.ts';

const COUNT = 150;
const OTHERS = 60;
/** So that a night's recipe is trained in seconds. */
const WIDTH = '0.03125';

const finished = (page: Page): Promise<void> =>
  expect(page.getByRole('main').getByText('Finished').first()).toBeVisible({ timeout: 240_000 });

async function importFolder(page: Page, count: number): Promise<void> {
  await expect(page.getByRole('radiogroup', { name: 'Size in pixels' }).getByLabel('64')).toBeChecked();
  await expect(page.getByRole('radiogroup', { name: 'Colour' }).getByLabel('RGB')).toBeChecked();
  await page.getByRole('button', { name: `Import ${count} images` }).click();
  await expect(page.getByRole('complementary', { name: 'Report' })).toContainText(`${count} images`);
}

/** A setting that is folded away, found by its words as a user would. */
async function setFound(page: Page, label: string, value: string): Promise<void> {
  const search = page.getByRole('searchbox', { name: 'Find a setting' });
  await search.fill(label);
  await page.getByRole('textbox', { name: label, exact: true }).fill(value);
  await search.fill('');
}

test('a hundred and fifty colour pictures: what is recommended, trained, exported, and gone on with onto others', async ({
  app,
}) => {
  const { page, dialogFolder } = app;
  await makeEmoji(dialogFolder, { count: COUNT, from: 0 });

  await test.step('an import recommends what suits them', async () => {
    await page.getByRole('button', { name: 'Use my own images' }).click();
    await importFolder(page, COUNT);
    const card = page.getByRole('region', { name: 'Recommended' });
    await expect(card).toContainText('FastGAN');
    await expect(card).toContainText('images held out');
    await card.getByText('Why').click();
    await expect(card).toContainText('Made for few colour pictures');
    await card.getByRole('button', { name: 'Use this' }).click();
  });

  await test.step('it fills the form, and trains', async () => {
    await expect(page.getByText('Set up below')).toBeVisible();
    await expect(page.getByRole('radio', { name: /^FastGAN/ }).first()).toBeChecked();
    await expect(page.getByLabel('Batch', { exact: true })).toHaveValue('8');
    await page.getByLabel('Epochs', { exact: true }).fill('2');
    await setFound(page, 'Width', WIDTH);
    await expect(page.getByText('Set up below')).toBeHidden();
    await page.getByRole('button', { name: /^Start/ }).click();
    await finished(page);
  });

  await test.step('the gallery shows the best', async () => {
    await page.getByRole('tab', { name: 'Gallery' }).click();
    await expect(page.getByRole('slider', { name: 'Moment shown' })).toHaveAttribute('aria-valuemax', '2');
    await expect(page.getByText('64 × 64, colour')).toBeVisible();
    const best = page.getByRole('button', { name: 'Show the best' });
    await expect(best).toBeVisible({ timeout: 120_000 });
    if (await best.isEnabled()) await best.click();
    await expect(best).toBeDisabled();
  });

  const exported = await test.step('the best is exported', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    const before = await readdir(dialogFolder);
    await page.getByRole('button', { name: 'Choose a folder and export' }).click();
    const done = page.getByRole('dialog', { name: 'Generator exported' });
    await expect(done).toBeVisible();
    const folder = (await readdir(dialogFolder)).find((name) => !before.includes(name));
    if (folder === undefined) throw new Error('Nothing was exported.');
    await done.getByRole('button', { name: 'Done' }).click();
    return join(dialogFolder, folder);
  });
  await test.step('its page draws', () => expectPageDraws(app, exported));

  await test.step('other pictures are imported', async () => {
    await rm(dialogFolder, { recursive: true });
    await mkdir(dialogFolder);
    await makeEmoji(dialogFolder, { count: OTHERS, from: 12 });
    await page.getByRole('button', { name: /^Data sets/ }).click();
    await page.getByRole('button', { name: 'Import a folder' }).click();
    // The folder has the name of the one before.
    await page.getByRole('button', { name: 'Import anew' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Others');
    await importFolder(page, OTHERS);
  });

  await test.step('the run goes on onto them, with D’s first layers frozen', async () => {
    const [first] = await ask<RunSummary[]>(page, 'runs.list');
    await page
      .getByRole('button', { name: new RegExp(`^${first?.name || 'FastGAN'}`) })
      .first()
      .click();
    await page.getByRole('button', { name: 'More' }).first().click();
    await page.getByRole('menuitem', { name: 'New run from here…' }).click();
    const dialog = page.getByRole('dialog', { name: 'New run from here' });
    await dialog.getByLabel('Images', { exact: true }).selectOption({ label: `Others, ${OTHERS} images` });
    await dialog.getByRole('textbox', { name: 'Freeze D’s first layers' }).fill('4');
    await dialog.getByLabel('Epochs', { exact: true }).fill('1');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await expect(dialog).toBeHidden();
    await finished(page);
    const runs = await ask<RunSummary[]>(page, 'runs.list');
    const second = runs.find(({ parent }) => parent?.run === first?.id);
    const { record, status } = await ask<RunDetail>(page, 'runs.get', { id: second?.id });
    expect(record.dataset).toMatchObject({ name: 'Others', count: OTHERS });
    // Of so few none can be held out, as some of the run before were.
    expect(record.config).toMatchObject({ 'transfer.frozen': 4, 'images.heldOut': 0 });
    expect(status).toMatchObject({ state: 'finished', step: record.totalSteps });
    await expect(page.getByRole('main').getByText('Others').first()).toBeVisible();
  });
  await quit(app);
});
