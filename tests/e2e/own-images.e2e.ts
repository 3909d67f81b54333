import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { rawZip } from '../engine/host/run-file/raw-zip.ts';
import { expect, test } from './app.ts';
import { BROKEN, GOOD, makeMess, makePictures, MESSY } from './pictures.ts';

test('a messy folder of one’s own pictures: look, choose, import, train, gallery; then a zip of some, with labels', async ({
  app,
  started,
}) => {
  const { page, dialogFolder } = app;
  await makePictures(dialogFolder);
  await makeMess(dialogFolder);

  await page.getByRole('button', { name: 'Use my own images' }).click();
  await test.step('the look says what was found', async () => {
    const found = page.getByRole('region', { name: 'What I found' });
    await expect(page.getByText(/^Looked at \d+ files/)).toBeVisible({ timeout: 120_000 });
    for (const title of ['Light and dark mixed', 'Copies', 'Nearly blank', 'With transparency', 'Turned by EXIF'])
      await expect(found.getByRole('button', { name: new RegExp(`^${title}`) })).toBeVisible();
    await expect(found).toContainText('Could not be read');
    const stage = page.getByRole('region', { name: 'Light and dark mixed' });
    await found.getByRole('button', { name: /^Light and dark mixed/ }).click();
    await expect(stage.getByRole('button', { name: /dark-\d+\.png, inverted/ }).first()).toBeVisible();
    await expect(stage.locator('canvas').first()).toBeVisible();
    await stage.getByRole('button', { name: 'All', exact: true }).click();
    const all = stage.getByRole('list', { name: /^All pictures of this finding/ });
    await expect(all.getByRole('button', { name: /^Leave out discs\/dark-/ })).toHaveCount(MESSY - 2);
    await expect(all.locator('canvas')).toHaveCount(MESSY - 2);
    await stage.getByRole('button', { name: 'Back to all pictures' }).click();
  });
  await test.step('the pictures are shown as they would be to D', async () => {
    const views = page.getByRole('radiogroup', { name: 'What is shown' });
    await views.getByText('For D').click();
    const batch = page.getByRole('img', { name: /as D sees them, mirrored half of the time, DiffAugment$/ });
    await expect(batch.locator('canvas').first()).toBeVisible({ timeout: 60_000 });
    await views.getByText('Imported').click();
  });
  await test.step('choices are made, and one is undone', async () => {
    // No squares: what follows is drawn, judged and animated in these proportions.
    await page.getByRole('radiogroup', { name: 'Size in pixels' }).getByText('Other').click();
    await page.getByLabel('Side, or width × height, in pixels').fill('36 × 28');
    await page.getByRole('switch', { name: 'Skip copies' }).click();
    await page.getByRole('button', { name: 'discs, rename' }).click();
    await page.getByLabel('Name of the label discs').fill('circles');
    await page.keyboard.press('Enter');
    const all = page.getByRole('button', { name: `Import ${GOOD + MESSY} images` });
    await expect(all).toBeEnabled();
    await page
      .getByRole('list', { name: /^Pictures/ })
      .getByRole('button')
      .first()
      .click();
    await expect(all).toBeHidden();
    await page.keyboard.press('Control+z');
    await all.click();
  });

  await test.step('the report names what was taken and what was refused', async () => {
    const report = page.getByRole('complementary', { name: 'Report' });
    await expect(report).toContainText(`${GOOD + MESSY} images`, { timeout: 60_000 });
    for (const name of [...BROKEN, 'circles', 'bars']) await expect(report).toContainText(name);
  });

  await test.step('the folder changes, and is imported again as a version', async () => {
    await sharp(join(dialogFolder, 'bars', '1.jpg'))
      .flop()
      .toFile(join(dialogFolder, 'bars', 'new.png'));
    await rm(join(dialogFolder, 'discs', '2.png'));
    await page
      .getByRole('button', { name: /^Data sets/ })
      .first()
      .click();
    const sets = page.getByRole('list', { name: 'Data sets' });
    await sets.getByRole('button', { name: basename(dialogFolder) }).click();
    await page.getByRole('button', { name: 'Import again…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(basename(dialogFolder));
    await dialog.getByRole('button', { name: 'Import again', exact: true }).click();
    await expect(dialog.getByRole('heading', { name: 'Imported again' })).toBeVisible({ timeout: 60_000 });
    await expect(dialog.locator('dl')).toHaveText(/Came\s*1\s*Went\s*1\s*Moved, .*\s*0/);
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  });

  await test.step('a run on them trains', async () => {
    await page.getByRole('button', { name: 'New run on these' }).click();
    await page.locator('summary', { hasText: 'Augmentation' }).click();
    await page.getByRole('button', { name: 'Show a batch' }).click();
    const batch = page.getByRole('region', { name: 'A batch as D sees it' });
    await expect(batch.locator('canvas')).toHaveCount(24, { timeout: 60_000 });
    await batch.getByRole('button', { name: 'Close the batch' }).click();
    await page.getByLabel('Epochs', { exact: true }).fill('3');
    await page.getByLabel('Batch', { exact: true }).fill('32');
    await page.getByRole('button', { name: /^Start/ }).click();
    await expect(page.getByRole('main').getByText('Finished').first()).toBeVisible({ timeout: 180_000 });
  });

  await test.step('the gallery holds a grid for each epoch', async () => {
    await page.getByRole('tab', { name: 'Gallery' }).click();
    const slider = page.getByRole('slider', { name: 'Moment shown' });
    await expect(slider).toHaveAttribute('aria-valuemax', '3');
    await expect(page.getByRole('gridcell', { name: 'Sample 1, epoch 3' })).toBeVisible();
  });

  await test.step('D says what it takes a sample for, and a picture of the folder', async () => {
    await page.getByRole('button', { name: 'What D says…' }).click();
    const dialog = page.getByRole('dialog', { name: 'What the discriminator says' });
    await expect(dialog.getByText(/^D takes it for (real|a fake)/)).toBeVisible({ timeout: 60_000 });
    await expect(dialog.getByRole('img', { name: /^Scores of D/ })).toBeVisible();
    await expect(dialog.getByRole('listitem')).toHaveCount(8, { timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Done' }).click();
    // A few, for some may be held out of training.
    const paths = [0, 4, 8, 12, 16, 20].map((index) => join(dialogFolder, 'discs', `${index}.jpg`));
    const kinships = await page.evaluate(async (files) => {
      const runs = await window.forger.invoke('runs.list', {});
      const id = runs.ok ? (runs.value[0]?.id ?? '') : '';
      const said: unknown[] = [];
      for (const path of files) {
        const reply = await window.forger.invoke('verdict.ask', { id, step: null, subject: { kind: 'file', path } });
        const nearest = reply.ok ? reply.value.nearest : null;
        said.push(Array.isArray(nearest) ? nearest[0]?.kinship : reply);
      }
      return said;
    }, paths);
    expect(kinships).toContain('same');
  });

  await test.step('its epochs become a GIF, and a latent walk a WebP', async () => {
    const dialog = page.getByRole('dialog');
    const saved = async (ending: string): Promise<number | undefined> => {
      await expect(dialog.getByText(/about [\d.]+ [kM]B/)).toBeVisible();
      await dialog.getByRole('button', { name: 'Save as…' }).click();
      await expect(dialog.getByRole('heading', { name: 'Animation saved' })).toBeVisible();
      const file = (await readdir(dialogFolder)).find((name) => name.endsWith(ending));
      const { pages } = await sharp(join(dialogFolder, file ?? ''), { animated: true }).metadata();
      return pages;
    };
    await page.getByRole('button', { name: 'Animate…' }).click();
    expect(await saved('-epochs.gif')).toBe(4);
    await dialog.getByRole('button', { name: 'Make another' }).click();
    await dialog.getByText('A latent walk').click();
    await dialog.getByText('WebP').click();
    await expect(dialog.getByRole('img', { name: 'A walk through latent space' })).toBeVisible();
    expect(await saved('-walk.webp')).toBe(120);
    await dialog.getByRole('button', { name: 'Done' }).click();
  });

  /** What was unpacked and is still there. */
  const unpacked = async (): Promise<string[]> =>
    (await readdir(join(app.library, 'datasets'))).filter((name) => name.startsWith('.'));
  await test.step('a zip that the system hands over is looked at like a folder', async () => {
    const pictures = [8, 9, 10, 11, 12, 13, 14, 15].flatMap((index) => [index, index + 60, index + 120]);
    const entries = pictures.map(async (index) => {
      const name = `${index % 2 === 0 ? 'discs' : 'bars'}/${index}.${index % 4 < 2 ? 'jpg' : 'png'}`;
      return { name, data: await readFile(join(dialogFolder, name)), deflate: true };
    });
    const hostile = { name: '../../escaped.png', data: await readFile(join(dialogFolder, 'discs', 'turned.jpg')) };
    const zip = join(dialogFolder, 'shapes.zip');
    await writeFile(zip, rawZip([...(await Promise.all(entries)), hostile]));
    expect(await started.launchAgain([zip])).toBe(0);
    await expect(page.getByRole('heading', { name: 'shapes' })).toBeVisible();
    await expect(page.getByText('Looked at 24 files')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('region', { name: 'What I found' })).toContainText('Could not be read');
    const refused = page.getByRole('region', { name: 'Refused files' });
    await expect(refused).toContainText('../../escaped.png');
    await expect(refused).toContainText('its name leads out of the archive');
    const stage = page.getByRole('list', { name: /^Pictures/ });
    await expect(stage.locator('canvas').first()).toBeVisible();
    expect(await unpacked()).toHaveLength(1);
  });
  await test.step('its pictures come in as chosen, and nothing of the archive stays', async () => {
    await page.getByRole('radiogroup', { name: 'Size in pixels' }).getByText('28', { exact: true }).click();
    const copies = page.getByRole('switch', { name: 'Skip copies' });
    if (await copies.isChecked()) await copies.click();
    await page.getByRole('button', { name: 'Import 24 images' }).click();
    const report = page.getByRole('complementary', { name: 'Report' });
    await expect(report).toContainText('24 images', { timeout: 60_000 });
    for (const said of ['escaped.png', 'discs', 'bars']) await expect(report).toContainText(said);
    await page.getByRole('button', { name: 'New run on these' }).click();
    await expect.poll(unpacked).toEqual([]);
  });
  await test.step('a run that is told the labels starts on them', async () => {
    await page.getByRole('radio', { name: /^With labels/ }).check({ force: true });
    await page.getByRole('radio', { name: /^Conditional GAN/ }).check({ force: true });
    await page.getByLabel('Epochs', { exact: true }).fill('2');
    await page.getByLabel('Batch', { exact: true }).fill('8');
    await page.getByRole('button', { name: /^Start/ }).click();
    await expect(page.getByRole('main').getByText('Finished').first()).toBeVisible({ timeout: 180_000 });
  });
});
