import type { Page } from '@playwright/test';
import { openImport, press, seeImport } from './import-steps.ts';
import type { Scene } from './scene.ts';

const runImport = async (page: Page): Promise<void> => {
  await openImport(page);
  await page.getByRole('button', { name: /^Import (about )?[\d,]+ images$/ }).click();
  await page.getByText('Looking for pictures').waitFor();
};
const tell =
  (what: 'progress' | 'done' | 'failed' | 'cancelled') =>
  async (page: Page): Promise<void> => {
    await runImport(page);
    await page.evaluate((event) => window.screens[event](), what);
  };

const openAgain = async (page: Page): Promise<void> => {
  await press(/^Data sets/)(page);
  await press(/Boots, sneakers/)(page);
  await press('Import again…')(page);
};
const runAgain =
  (what: 'progress' | 'doneAgain' | 'failed') =>
  async (page: Page): Promise<void> => {
    await openAgain(page);
    await page.getByRole('button', { name: 'Import again', exact: true }).click();
    await page.getByRole('button', { name: 'Close, and go on' }).waitFor();
    await page.evaluate((event) => window.screens[event](), what);
  };

/** An import, from the look to its end. */
export const IMPORT_SCENES: readonly Scene[] = [
  { name: 'import', steps: seeImport },
  {
    name: 'import-looking',
    library: 'look-looking',
    steps: async (page) => {
      await openImport(page);
      await page.evaluate(() => window.screens.looked());
    },
  },
  {
    name: 'import-unpacking',
    library: 'look-archive',
    steps: async (page) => {
      await openImport(page);
      await page.evaluate(() => window.screens.opening());
      await page.getByRole('heading', { name: 'Unpacking the archive: 42 %' }).waitFor();
    },
  },
  { name: 'import-archive-refused', onlyPhotographed: true, library: 'look-archive-refused', steps: openImport },
  { name: 'import-frames', library: 'look-frames', steps: openImport },
  { name: 'import-calm', onlyPhotographed: true, library: 'look-calm', steps: openImport },
  { name: 'import-refused', library: 'look-refused', steps: openImport },
  { name: 'import-nothing', library: 'look-nothing', steps: openImport },
  { name: 'import-idx', onlyPhotographed: true, library: 'look-idx', steps: openImport },
  { name: 'import-long-names', library: 'look-long', steps: openImport },
  {
    name: 'import-changed',
    steps: async (page) => {
      await seeImport(page);
      await page.getByRole('radiogroup', { name: 'Size in pixels' }).getByText('Other').click();
      await page.getByRole('radiogroup', { name: 'Fit' }).getByText('Crop').click();
      await page.getByRole('combobox', { name: 'Tones' }).selectOption({ label: 'All dark on light' });
      await page.getByRole('button', { name: 'boots, rename' }).click();
      await page.getByRole('textbox', { name: 'Name of the label boots' }).fill('sneakers');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Leave out slippers' }).click();
      const pictures = page.getByRole('button', { name: /^Leave out .*IMG_100[137]/ });
      for (const picture of await pictures.all()) await picture.click();
    },
  },
  {
    name: 'import-finding',
    steps: async (page) => {
      await seeImport(page);
      await press(/^Light and dark mixed/)(page);
      await page.getByRole('radiogroup', { name: 'What is shown' }).getByText('Original').click();
    },
  },
  {
    name: 'import-window',
    steps: async (page) => {
      await seeImport(page);
      await page.getByRole('radiogroup', { name: 'Fit' }).getByText('Crop').click();
      await page.getByRole('radiogroup', { name: 'Crop to' }).getByText('Window').click();
      const window = page.getByRole('button', { name: /^The window:/ });
      await window.focus();
      for (let press = 0; press < 5; press += 1) await page.keyboard.press('Shift+ArrowLeft');
      await page.keyboard.press('-');
    },
  },
  {
    name: 'import-beside',
    onlyPhotographed: true,
    steps: async (page) => {
      await seeImport(page);
      await page.getByRole('radiogroup', { name: 'What is shown' }).getByText('Both').click();
    },
  },
  {
    name: 'import-all-of-finding',
    steps: async (page) => {
      await seeImport(page);
      await press(/^Light and dark mixed/)(page);
      await page.getByRole('button', { name: 'All', exact: true }).click();
      const pictures = page.getByRole('list', { name: 'All pictures of this finding; press one to leave it out' });
      await pictures.locator('canvas').first().waitFor();
      for (const picture of [0, 3, 9]) await pictures.getByRole('button').nth(picture).click();
    },
  },
  {
    name: 'import-batch',
    steps: async (page) => {
      await seeImport(page);
      await page.getByRole('radiogroup', { name: 'What is shown' }).getByText('For D').click();
      await page.getByRole('switch', { name: 'Cutout' }).click();
      await page.getByRole('img', { name: /as D sees them, mirrored half of the time, DiffAugment$/ }).waitFor();
    },
  },
  {
    name: 'import-batch-failed',
    onlyPhotographed: true,
    library: 'batch-failed',
    steps: async (page) => {
      await seeImport(page);
      await page.getByRole('radiogroup', { name: 'What is shown' }).getByText('For D').click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'import-running', steps: tell('progress') },
  { name: 'import-done', steps: tell('done') },
  { name: 'import-failed', steps: tell('failed') },
  { name: 'import-again', steps: openAgain },
  { name: 'import-again-running', steps: runAgain('progress') },
  { name: 'import-again-done', steps: runAgain('doneAgain') },
  { name: 'import-again-failed', onlyPhotographed: true, steps: runAgain('failed') },
  { name: 'import-again-gone', library: 'again-gone', steps: openAgain },
  { name: 'import-again-lost', onlyPhotographed: true, library: 'again-lost', steps: openAgain },
  { name: 'import-again-never', onlyPhotographed: true, library: 'again-never', steps: openAgain },
  { name: 'import-cancelled', onlyPhotographed: true, steps: tell('cancelled') },
];
