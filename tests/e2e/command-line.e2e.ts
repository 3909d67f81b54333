import { expect, test } from './app.ts';

test('what the command line trains shows in the window, and the reverse', async ({ app, started }) => {
  const { page, library } = app;

  const training = started.forger(
    library,
    'train',
    '--preset',
    'fashion-gan-torch',
    '--dataset',
    'fashion-mnist',
    '--steps',
    '4',
    '--set',
    'name=From the terminal',
    '--json',
  );
  const row = page.getByRole('button', { name: /From the terminal/ });
  await expect(row.first()).toBeVisible();
  const { id } = JSON.parse(await training) as { id: string };
  await row.first().click();
  await expect(page.getByRole('main').getByText('Finished').first()).toBeVisible();
  await expect(page.getByRole('gridcell', { name: 'Sample 1, ' }).first()).toBeVisible();

  const listed = JSON.parse(await started.forger(library, 'runs', '--json')) as
    { runs?: { id: string }[] } | { id: string }[];
  expect(JSON.stringify(listed)).toContain(id);
});
