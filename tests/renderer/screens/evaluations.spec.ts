import { expect, test } from './window.ts';

test('measuring that was stopped goes on from the charts of the finished run', async ({ screens }) => {
  const { page } = screens;
  await screens.open('unmeasured', 'dark', 'base');
  await page
    .getByRole('button', { name: /^First duel/ })
    .first()
    .click();
  const measure = page.getByRole('button', { name: 'Measure them' });
  await measure.waitFor();
  await expect(page.getByText('3 checkpoints are not measured yet')).toBeVisible();
  await measure.click();
  await page.getByText('Evaluating: 3 left').waitFor();
  await expect(measure).toHaveCount(0);
  expect(screens.complaints).toEqual([]);
});
