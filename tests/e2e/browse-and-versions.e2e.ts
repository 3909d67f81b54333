import type { Locator, Page } from '@playwright/test';
import { appendFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { SHEET_GAP } from '../../electron/shared/contact-sheet.ts';
import type { RunDetail } from '../../electron/shared/contract/channels.ts';
import type { RunSummary } from '../../electron/shared/run.ts';
import { rawZip } from '../engine/host/run-file/raw-zip.ts';
import { ask, expect, test } from './app.ts';

/** Discs that grow, so that it is known which is brighter than which; and bars. */
const EACH = 16;
const LABELS = ['bars', 'discs'] as const;
const NAME = 'Round and straight';
const drawn = (shape: string): Promise<Buffer> =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/>${shape}</svg>`,
    ),
  )
    .png()
    .toBuffer();

async function makeShapes(folder: string): Promise<void> {
  for (const label of LABELS) await mkdir(join(folder, label), { recursive: true });
  for (let size = 1; size <= EACH; size += 1) {
    const name = `${String(size).padStart(2, '0')}.png`;
    const bar = `<rect x="${4 + size}" y="8" width="${24 + size}" height="48" fill="white"/>`;
    await writeFile(join(folder, 'discs', name), await drawn(`<circle cx="32" cy="32" r="${size}" fill="white"/>`));
    await writeFile(join(folder, 'bars', name), await drawn(bar));
  }
}

const tiles = (page: Page): Locator => page.getByRole('region', { name: /^Images of/ }).getByRole('listitem');
const tile = (page: Page, place: number): Locator => tiles(page).nth(place).getByRole('button');
const about = (page: Page, name: string): Locator => page.getByRole('complementary', { name: `About ${name}` });

async function sortBy(page: Page, title: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Order' }).selectOption({ label: title });
}

/** Enlarges an image. @returns the path that it was imported from */
async function pathOf(page: Page, place: number): Promise<string> {
  await tile(page, place).click();
  const dialog = page.getByRole('dialog');
  const path = await dialog.getByText(/^(bars|discs)\/\d+\.png$/).textContent();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  return path ?? '';
}

/** Trains a short run on the data set that is shown. */
async function train(page: Page): Promise<RunDetail> {
  await page.getByRole('button', { name: 'New run on these' }).click();
  await page.getByLabel('Epochs', { exact: true }).fill('2');
  await page.getByLabel('Batch', { exact: true }).fill('8');
  await page.getByRole('button', { name: /^Start/ }).click();
  await expect(page.getByRole('main').getByText('Finished').first()).toBeVisible({ timeout: 180_000 });
  const [newest] = await ask<RunSummary[]>(page, 'runs.list');
  return ask<RunDetail>(page, 'runs.get', { id: newest?.id });
}

test('a data set is looked through, and a version made of it: sorted, nearest, originals, a sheet; runs keep theirs', async ({
  app,
}) => {
  const { page, dialogFolder, library } = app;
  await makeShapes(dialogFolder);

  await test.step('folders become a data set', async () => {
    await page.getByRole('button', { name: 'Use my own images' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(NAME);
    await page.getByRole('radiogroup', { name: 'Size in pixels' }).getByText('28', { exact: true }).click();
    await page.getByRole('button', { name: `Import ${2 * EACH} images` }).click();
    await expect(page.getByRole('complementary', { name: 'Report' })).toContainText(`${2 * EACH} images`);
    await page.getByRole('button', { name: /^Data sets \d/ }).click();
    await page.getByRole('button', { name: `Images of ${NAME}` }).click();
    await expect(tiles(page)).toHaveCount(2 * EACH);
  });

  await test.step('sorted by brightness the smallest disc is first, and the other way round the largest bar', async () => {
    await sortBy(page, 'Brightness');
    await expect(tile(page, 0)).toHaveAccessibleName(/discs, enlarge$/);
    expect(await pathOf(page, 0)).toBe('discs/01.png');
    await page.getByRole('button', { name: /^Turn the order round/ }).click();
    await expect(tile(page, 0)).toHaveAccessibleName(/bars, enlarge$/);
    expect(await pathOf(page, 0)).toBe('bars/16.png');
    await page.getByRole('combobox', { name: 'Label' }).selectOption({ label: 'discs' });
    await expect(tiles(page)).toHaveCount(EACH);
    expect(await pathOf(page, 0)).toBe('discs/16.png');
  });

  await test.step('a contact sheet has them in that order', async () => {
    await page.getByRole('button', { name: 'Export a contact sheet…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Contact sheet' });
    await dialog.getByLabel('Pictures').fill('12');
    const [, columns, zoom, width, height] =
      /^(\d+) × \d+ pictures at (\d+)×: ([\d,]+) × ([\d,]+) pixels$/
        .exec((await dialog.getByRole('status').textContent()) ?? '')
        ?.map((part) => Number(part.replace(',', ''))) ?? [];
    await dialog.getByRole('button', { name: 'Save as…' }).click();
    await expect(page.getByText(/^12 pictures are in /)).toBeVisible();
    const name = (await readdir(dialogFolder)).find((file) => file.endsWith('.png')) ?? '';
    const sheet = sharp(join(dialogFolder, name));
    expect(await sheet.metadata()).toMatchObject({ width, height });
    const side = 28 * (zoom ?? 0);
    const brightness = async (place: number): Promise<number> => {
      const [across, down] = [place % (columns ?? 1), Math.floor(place / (columns ?? 1))];
      const [left, top] = [across, down].map((step) => SHEET_GAP + step * (side + SHEET_GAP));
      const part = sheet.clone().extract({ left: left ?? 0, top: top ?? 0, width: side, height: side });
      return (await sharp(await part.png().toBuffer()).stats()).channels[0]?.mean ?? 0;
    };
    const means = [await brightness(0), await brightness(1), await brightness(11)];
    expect(means).toEqual([...means].sort((a, b) => b - a));
  });

  await test.step('the original is shown beside an image, until its file is another', async () => {
    await tile(page, 0).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Show the original' }).click();
    await expect(dialog.getByText('The original, 64 × 64 pixels')).toBeVisible();
    await page.keyboard.press('Escape');
    await appendFile(join(dialogFolder, 'discs', '16.png'), 'x');
    await tile(page, 0).click();
    await dialog.getByRole('button', { name: 'Show the original' }).click();
    await expect(dialog.getByRole('alert')).toContainText('is another file');
  });

  await test.step('nearest to an image are those most like it', async () => {
    await page.getByRole('dialog').getByRole('button', { name: 'Nearest to this one' }).click();
    await page.getByRole('button', { name: 'Look at them' }).click();
    await expect(page.getByRole('combobox', { name: 'Order' })).toHaveValue('nearest');
    await expect(page.getByRole('group', { name: /looks at the pictures|Comparing/ })).toBeHidden({ timeout: 120_000 });
    await page.getByRole('combobox', { name: 'Label' }).selectOption({ label: 'All 2 labels' });
    await expect(tiles(page)).toHaveCount(2 * EACH);
    expect(await pathOf(page, 0)).toBe('discs/16.png');
    const next = await Promise.all([1, 2, 3].map((place) => tile(page, place).getAttribute('aria-label')));
    expect(next.join(' ')).toContain('discs');
  });

  let before: RunDetail | undefined;
  await test.step('a run is trained on it', async () => {
    before = await train(page);
  });

  await test.step('a version leaves a picture out and names a label anew', async () => {
    await page.getByRole('button', { name: /^Data sets \d/ }).click();
    await page.getByRole('button', { name: `Images of ${NAME}` }).click();
    await page.getByRole('button', { name: 'Make a version…' }).click();
    await tile(page, 0).click();
    await tile(page, 1).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'left out by hand' })).toContainText('1 image');
    await page.getByLabel('Name of discs').fill('circles');
    await page.getByLabel('Name', { exact: true }).fill('Fewer');
    await page.getByRole('button', { name: 'Make the version' }).click();
    await expect(about(page, 'Fewer')).toContainText(NAME);
    await expect(tiles(page)).toHaveCount(2 * EACH - 1);
    await expect(page.getByRole('combobox', { name: 'Label' }).getByRole('option')).toHaveText([
      'All 2 labels',
      'bars',
      'circles',
    ]);
    expect(await pathOf(page, 0)).toBe('bars/02.png');
  });

  await test.step('a run on the version is of the version, and the other keeps its own', async () => {
    const after = await train(page);
    expect(after.record.dataset).toMatchObject({ name: 'Fewer', count: 2 * EACH - 1, labels: ['bars', 'circles'] });
    const kept = await ask<RunDetail>(page, 'runs.get', { id: before?.record.id });
    expect(kept.record.dataset).toEqual(before?.record.dataset);
    expect(kept.record.dataset).toMatchObject({ name: NAME, count: 2 * EACH, labels: [...LABELS] });
    expect(kept.record.dataset.hash).not.toBe(after.record.dataset.hash);
  });

  await test.step('what is unpacked for a look goes when another library is chosen', async () => {
    const unpacked = async (): Promise<string[]> =>
      (await readdir(join(library, 'datasets'))).filter((name) => name.startsWith('.'));
    const zip = join(dialogFolder, 'shapes.zip');
    const entries = LABELS.map(async (label) => ({ name: `${label}/01.png`, data: await drawn(`<!-- ${label} -->`) }));
    await writeFile(zip, rawZip(await Promise.all(entries)));
    await ask(page, 'import.look', { paths: [zip] });
    expect(await unpacked()).toHaveLength(1);
    await ask(page, 'library.choose');
    await expect.poll(unpacked).toEqual([]);
  });
});
