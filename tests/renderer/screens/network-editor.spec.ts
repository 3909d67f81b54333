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

test('a block is one row that opens; it is copied, renamed and removed as one, and what it joins can be chosen', async ({
  screens,
}) => {
  const { page } = screens;
  await screens.open('', 'dark', 'base');
  await page
    .getByRole('button', { name: /^New run/ })
    .first()
    .click();
  await page.getByRole('radio', { name: /^Convolutional/ }).dispatchEvent('click');
  await page.getByRole('radio', { name: 'DCGAN 28' }).first().dispatchEvent('click');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const generator = page.getByRole('region', { name: 'Generator' });
  const before = await rows(page, 'Generator').count();
  const fits = page.getByRole('status').filter({ hasText: 'They fit.' });

  await generator.getByRole('button', { name: 'Residual block', exact: true }).click();
  await expect(rows(page, 'Generator')).toHaveCount(before + 5);
  await expect(fits).toBeVisible();
  const joins = rows(page, 'Generator').filter({ has: page.getByText('takes', { exact: true }) });
  await expect(joins).toHaveCount(1);
  await joins.getByRole('combobox', { name: 'and' }).selectOption({ index: 0 });
  await expect(generator.getByText(/comes into Add twice|needs inputs of one shape/)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(fits).toBeVisible();

  await generator.getByRole('button', { name: 'Close block residual' }).click();
  await expect(rows(page, 'Generator')).toHaveCount(before + 1);
  await generator.getByRole('button', { name: 'More for block residual' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate the block' }).click();
  await expect(rows(page, 'Generator')).toHaveCount(before + 2);
  await expect(fits).toBeVisible();
  await generator.getByRole('textbox', { name: 'Name of the block' }).nth(1).fill('refine');
  await page.keyboard.press('Enter');
  await generator.getByRole('button', { name: 'More for block residual' }).click();
  await page.getByRole('menuitem', { name: 'Remove the block' }).click();
  await expect(rows(page, 'Generator')).toHaveCount(before + 1);
  await expect(fits).toBeVisible();

  await page.getByRole('button', { name: 'Done' }).click();
  const summary = page.getByRole('complementary', { name: 'Summary' });
  await expect(summary).toContainText('refine');
  expect(screens.complaints).toEqual([]);
});
