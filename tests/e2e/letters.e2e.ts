import { expect, test } from './app.ts';

test('letters are previewed, drawn and shown', async ({ app: { page } }) => {
  // Leads past the first start.
  await page.getByRole('button', { name: 'New run' }).click();
  await page.getByRole('button', { name: /^Data sets/ }).click();
  await page.getByRole('button', { name: 'Make letters' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/font families, \d+ styles/)).toBeVisible();

  await test.step('a character that no font has is named before anything is made', async () => {
    await dialog.getByRole('textbox', { name: 'Characters' }).fill('A漢');
    await expect(dialog.getByRole('alert')).toContainText('漢');
  });

  await test.step('what was described is made, and is there', async () => {
    await dialog.getByRole('textbox', { name: 'Characters' }).fill('XYZ');
    await dialog.getByText('Mixed', { exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Images' }).fill('300');
    await expect(dialog.getByRole('img', { name: /Preview/ })).toHaveAttribute('aria-busy', 'false');
    await dialog.getByRole('button', { name: 'Make', exact: true }).click();
    await expect(dialog).toBeHidden();
    const about = page.getByRole('complementary', { name: 'About Letters XYZ' });
    await expect(about).toContainText('50 % dark on light');
    await expect(about).toContainText('Skipped fonts');
  });

  await test.step('the usual letters are made at a button', async () => {
    await page.getByRole('button', { name: /^Make, 14 MB/ }).click();
    await expect(page.getByRole('button', { name: /Letters A–J 18,000 · 28 × 28 · 10 labels/ })).toBeVisible();
  });
});
