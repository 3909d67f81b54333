import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './app.ts';
import { BROKEN, GOOD, makePictures } from './pictures.ts';

test('a folder of one’s own pictures: import, train, gallery', async ({ app }) => {
  const { page, dialogFolder } = app;
  await makePictures(dialogFolder);

  await page.getByRole('button', { name: 'Use my own images' }).click();
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
