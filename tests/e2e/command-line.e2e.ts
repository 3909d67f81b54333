import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, PROJECT, test } from './app.ts';

const run = promisify(execFile);

test('what the command line trains shows in the window, and the reverse', async ({ app }) => {
  const { page, library } = app;
  const forger = async (...args: string[]): Promise<string> =>
    (await run(process.execPath, [join(PROJECT, 'out/main/cli.js'), ...args, '--library', library])).stdout;

  const training = forger(
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
  await expect(page.getByText('Finished').first()).toBeVisible();
  await expect(page.getByRole('gridcell', { name: 'Sample 1, ' }).first()).toBeVisible();

  const listed = JSON.parse(await forger('runs', '--json')) as { runs?: { id: string }[] } | { id: string }[];
  expect(JSON.stringify(listed)).toContain(id);
});
