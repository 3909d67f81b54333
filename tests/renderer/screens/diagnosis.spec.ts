import { expect, test } from './window.ts';

test('a finding leads to the chart that shows it, from the keyboard too', async ({ screens }) => {
  const { page } = screens;
  await screens.open('', 'dark', 'base');
  await page
    .getByRole('button', { name: /^First duel/ })
    .first()
    .click();
  await page.getByRole('heading', { name: 'G is past its best' }).waitFor();
  const chart = page.getByRole('group', { name: 'Distance in features' });
  const kid = page.getByRole('group', { name: 'KID', exact: true });
  // Another number was made the large one before.
  await page.getByRole('button', { name: 'All 13 numbers' }).click();
  await page.getByRole('button', { name: /^Distance in features,/ }).click();
  await expect(chart).toBeVisible();
  await page.getByRole('button', { name: 'Show the chart' }).focus();
  await page.keyboard.press('Enter');
  await expect(kid).toBeFocused();
  await expect(kid).toBeInViewport();
  expect(screens.complaints).toEqual([]);
});

test('a finding in the pictures leads to them, and one that is not mended on the way begins anew', async ({
  screens,
}) => {
  const { page } = screens;
  await screens.open('collapsed', 'dark', 'base');
  await page.getByRole('heading', { name: /one picture/ }).waitFor();
  await page.getByRole('button', { name: 'Show the samples' }).click();
  await expect(page.getByRole('group', { name: 'Samples', exact: true })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Change from here…' })).toHaveCount(0);
});

test('what is advised begins from the best checkpoint, or anew', async ({ screens }) => {
  const { page } = screens;
  await screens.open('', 'dark', 'base');
  await page
    .getByRole('button', { name: /^First duel/ })
    .first()
    .click();
  const begins = page.getByRole('dialog').getByRole('combobox', { name: 'Begins from' });
  await page.getByRole('button', { name: 'Change from here…' }).click();
  await expect(page.getByRole('checkbox', { name: /learning rates: halved/ })).toBeChecked();
  await expect(begins).toHaveText(/Epoch 4/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'New run with this changed…' }).click();
  await expect(begins).toHaveText(/The beginning/);
});
