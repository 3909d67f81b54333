import type { Locator, Page } from '@playwright/test';
import { expect, test } from './window.ts';

const rows = (page: Page, network: string): Locator =>
  page.getByRole('region', { name: network }).getByRole('listitem');
const names = async (page: Page, network: string): Promise<string[]> =>
  rows(page, network).evaluateAll((items) =>
    items.map((item) => item.getAttribute('aria-label')?.split(', ')[1] ?? ''),
  );
const DISCRIMINATOR = ['Flatten', 'Dense', 'Leaky ReLU', 'Dense', 'Leaky ReLU', 'Dense', 'Sigmoid'];

test('networks are edited by keyboard and by dragging, every step can be undone, and the run takes them', async ({
  screens,
}) => {
  const { page } = screens;
  await screens.open('', 'dark', 'base');
  await page
    .getByRole('button', { name: /^New run/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  expect(await names(page, 'Discriminator')).toEqual(DISCRIMINATOR);
  const grip = (index: number): Locator =>
    rows(page, 'Discriminator').nth(index).getByRole('button', { name: /^Move/ });

  await grip(1).focus();
  await page.keyboard.press('ArrowDown');
  expect((await names(page, 'Discriminator')).slice(0, 3)).toEqual(['Flatten', 'Leaky ReLU', 'Dense']);
  await expect(grip(2)).toBeFocused();
  await page.keyboard.press('Alt+ArrowUp');
  expect(await names(page, 'Discriminator')).toEqual(DISCRIMINATOR);

  await page.keyboard.press('Control+d');
  expect((await names(page, 'Discriminator')).slice(1, 3)).toEqual(['Dense', 'Dense']);
  await grip(2).focus();
  await page.keyboard.press('Delete');
  expect(await names(page, 'Discriminator')).toEqual(DISCRIMINATOR);
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();

  const from = await grip(6).boundingBox();
  const to = await grip(1).boundingBox();
  await page.mouse.move(from!.x + 8, from!.y + 12);
  await page.mouse.down();
  await page.mouse.move(to!.x + 8, to!.y - 2, { steps: 4 });
  await page.mouse.up();
  expect((await names(page, 'Discriminator')).slice(0, 2)).toEqual(['Flatten', 'Sigmoid']);
  await page.keyboard.press('Control+z');

  const units = rows(page, 'Discriminator').nth(1).getByRole('textbox', { name: 'units' });
  await units.fill('0');
  await expect(rows(page, 'Discriminator').nth(1)).toContainText('Units must be a whole number from 1');
  await units.fill('32');
  await expect(rows(page, 'Discriminator').nth(1)).toContainText('25,120');
  await page.getByRole('button', { name: 'Done' }).click();
  const summary = page.getByRole('complementary', { name: 'Summary' });
  await expect(summary).toContainText('edited');
  await expect(summary).toContainText('Dense, LReLU');
  await expect(summary.getByText('33,825')).toBeVisible();
  expect(screens.complaints).toEqual([]);
});
