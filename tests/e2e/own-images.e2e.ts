import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './app.ts';
import { BROKEN, GOOD, makePictures } from './pictures.ts';

test('a folder of one’s own pictures: import, train, gallery', async ({ app }) => {
  const { page, dialogFolder } = app;
  await makePictures(dialogFolder);

  await page.getByRole('button', { name: 'Use my own images' }).click();
  // No squares: what follows is drawn, judged and animated in these proportions.
  await page.getByRole('radiogroup', { name: 'Size in pixels' }).getByText('Other').click();
  await page.getByLabel('Side, or width × height, in pixels').fill('36 × 28');
  await page.getByRole('button', { name: 'Import', exact: true }).click();

  await test.step('the report names what was refused', async () => {
    const report = page.getByRole('complementary', { name: 'Report' });
    await expect(report).toContainText(`${GOOD} images`);
    for (const name of BROKEN) await expect(report).toContainText(name);
  });

  await test.step('a run on them trains', async () => {
    await page.getByRole('button', { name: 'New run on these' }).click();
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
  });
});
