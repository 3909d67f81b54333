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
    await expect(page.getByText('Finished').first()).toBeVisible({ timeout: 180_000 });
  });

  await test.step('the gallery holds a grid for each epoch', async () => {
    await page.getByRole('tab', { name: 'Gallery' }).click();
    const slider = page.getByRole('slider', { name: 'Moment shown' });
    await expect(slider).toHaveAttribute('aria-valuemax', '3');
    await expect(page.getByRole('gridcell', { name: 'Sample 1, epoch 3' })).toBeVisible();
  });
});
