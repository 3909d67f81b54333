import type { Page } from '@playwright/test';
import { openImport, press, seeImport } from './import-steps.ts';
import type { Scene } from './scene.ts';

const choosePairs = async (page: Page, from: string): Promise<void> => {
  await page.getByRole('radiogroup', { name: 'Pairs' }).getByText(from).click();
};
const takeAsPairs = async (page: Page): Promise<void> => {
  await seeImport(page);
  await press('Take as pairs')(page);
  await page.getByText('input | target').waitFor();
};
const openPairs = async (page: Page): Promise<void> => {
  await press(/^Data sets/)(page);
  await press(/^Images of Outlines to shoes/)(page);
};

/** Inputs with their targets, from the look to the data set. */
export const PAIR_SCENES: readonly Scene[] = [
  { name: 'import-perhaps-pairs', library: 'look-pairs', steps: seeImport },
  { name: 'import-pairs', library: 'look-pairs', steps: takeAsPairs },
  {
    name: 'import-pairs-swapped',
    onlyPhotographed: true,
    library: 'look-pairs',
    steps: async (page) => {
      await takeAsPairs(page);
      await press('Swap inputs and targets')(page);
      await page.getByText('"outlines", by their names').first().waitFor();
    },
  },
  {
    name: 'import-pairs-halves',
    onlyPhotographed: true,
    library: 'look-pairs',
    steps: async (page) => {
      await seeImport(page);
      await choosePairs(page, 'Halves');
    },
  },
  {
    name: 'import-pairs-beside',
    onlyPhotographed: true,
    library: 'look-pairs',
    steps: async (page) => {
      await takeAsPairs(page);
      await page.getByRole('radiogroup', { name: 'What is shown' }).getByText('Both').click();
    },
  },
  {
    name: 'import-pairs-window',
    library: 'look-pairs',
    steps: async (page) => {
      await takeAsPairs(page);
      await page.getByRole('radiogroup', { name: 'Fit' }).getByText('Crop').click();
      await page.getByRole('radiogroup', { name: 'Crop to' }).getByText('Window').click();
      await page.getByRole('button', { name: /^The window:/ }).focus();
      await page.keyboard.press('-');
    },
  },
  { name: 'import-pairs-long-names', library: 'look-pairs-long', steps: takeAsPairs },
  { name: 'import-perhaps-pairs-long', onlyPhotographed: true, library: 'look-pairs-long', steps: seeImport },
  {
    name: 'import-no-pairs',
    library: 'look-no-pairs',
    steps: async (page) => {
      await openImport(page);
      await choosePairs(page, 'Two folders');
      await page.getByRole('button', { name: 'Take no pairs' }).waitFor();
    },
  },
  { name: 'data-sets-pairs', library: 'pairs', steps: openPairs },
  {
    name: 'data-sets-pairs-enlarged',
    library: 'pairs',
    steps: async (page) => {
      await openPairs(page);
      await page.getByRole('button', { name: 'Pair 4,' }).click();
    },
  },
  {
    name: 'import-pairs-again',
    onlyPhotographed: true,
    library: 'pairs',
    steps: async (page) => {
      await openPairs(page);
      await press('Import again…')(page);
    },
  },
];
