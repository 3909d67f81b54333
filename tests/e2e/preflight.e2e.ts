import { expect, test } from './app.ts';

test('a run is tried on the real images before it starts', async ({ app: { page } }) => {
  // Leads past the first start.
  await page.getByRole('button', { name: 'New run' }).click();
  // A batch nobody has: nothing is known of it from before.
  const batch = String(20 + Math.floor(Math.random() * 400));
  await page.getByRole('textbox', { name: 'Batch', exact: true }).fill(batch);
  await expect(page.getByText('trying a few steps…')).toBeVisible();

  const summary = page.getByRole('complementary', { name: 'Summary' });
  await expect(summary).toContainText(/ms a step, .* images\/s, the run in \d+/);
  await expect(summary).toContainText(/Memory\s*[\d.]+ [MG]B/);
  await expect(page.getByText('trying a few steps…')).toBeHidden();
});
