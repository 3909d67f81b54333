import type { Page } from '@playwright/test';
import type { Scene } from './scene.ts';

const press = async (page: Page, name: string | RegExp): Promise<void> => {
  await page.getByRole('button', { name }).first().click();
};
const sortBy = async (page: Page, title: string): Promise<void> => {
  await page.getByRole('combobox', { name: 'Order' }).selectOption({ label: title });
};
const askForOddness = async (page: Page): Promise<void> => {
  await press(page, /^Data sets/);
  await page.getByRole('button', { name: /Boots, sneakers/ }).click();
  await sortBy(page, 'Oddness');
  await page.getByRole('button', { name: 'Look at them' }).waitFor();
};

const openPicture = async (page: Page, image: number): Promise<void> => {
  await press(page, /^Data sets/);
  await page.getByRole('button', { name: /Boots, sneakers/ }).click();
  await page.getByRole('button', { name: `Image ${image},` }).click();
};

/** Looking through a data set. */
export const BROWSE_SCENES: readonly Scene[] = [
  {
    name: 'data-sets-sorted',
    steps: async (page) => {
      await press(page, /^Data sets/);
      await sortBy(page, 'Sharpness');
      await press(page, /^Turn the order round/);
    },
  },
  {
    name: 'data-sets-odd',
    steps: async (page) => {
      await press(page, /^Data sets/);
      await sortBy(page, 'Oddness');
      await page.getByText('drawn once by chance').waitFor();
    },
  },
  { name: 'data-sets-odd-offered', steps: askForOddness },
  {
    name: 'data-sets-surveying',
    steps: async (page) => {
      await askForOddness(page);
      await press(page, 'Look at them');
      await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
    },
  },
  {
    name: 'data-sets-original',
    steps: async (page) => {
      await openPicture(page, 1);
      await press(page, 'Show the original');
      await page.getByText(/The original, /).waitFor();
    },
  },
  {
    name: 'data-sets-original-gone',
    steps: async (page) => {
      await openPicture(page, 5);
      await press(page, 'Show the original');
      await page.getByRole('button', { name: 'Choose the folder…' }).waitFor();
    },
  },
  {
    name: 'data-sets-nearest',
    steps: async (page) => {
      await press(page, /^Data sets/);
      await page.getByRole('button', { name: 'Image 4,' }).click();
      await press(page, 'Nearest to this one');
      await page.getByText('drawn once by chance').waitFor();
    },
  },
  {
    name: 'data-sets-sheet',
    steps: async (page) => {
      await press(page, /^Data sets/);
      await press(page, 'Export a contact sheet…');
    },
  },
];
