import type { Page } from '@playwright/test';

export interface Scene {
  name: string;
  /** What the made-up library holds; see preload.ts. */
  library?: 'first';
  /** The way there from the window as it opens. */
  steps?: (page: Page) => Promise<void>;
}

const press =
  (name: string | RegExp) =>
  (page: Page): Promise<void> =>
    page.getByRole('button', { name }).first().click();
const text = (page: Page, name: string) => page.getByRole('textbox', { name });

const openImport = async (page: Page): Promise<void> => {
  await press(/^Data sets/)(page);
  await press('Import a folder')(page);
};
const runImport = async (page: Page): Promise<void> => {
  await openImport(page);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Looking for pictures').waitFor();
};
const tell =
  (what: 'progress' | 'done' | 'failed') =>
  async (page: Page): Promise<void> => {
    await runImport(page);
    await page.evaluate((event) => window.screens[event](), what);
  };
const tab =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('tab', { name }).click();
  };

/** Every screen of the window, with the way to get there. */
export const SCENES: readonly Scene[] = [
  { name: 'first-start', library: 'first' },
  { name: 'new-run', steps: press(/^New run/) },
  {
    name: 'new-run-changed',
    steps: async (page) => {
      await press(/^New run/)(page);
      await text(page, 'Batch').fill('5000');
      await text(page, 'Epochs').fill('20');
      await page.getByText('more settings').click();
      await text(page, 'Latent size').fill('64');
    },
  },
  {
    name: 'new-run-layers',
    steps: async (page) => {
      await press(/^New run/)(page);
      await press('All layers as a table')(page);
    },
  },
  { name: 'data-sets', steps: press(/^Data sets/) },
  {
    name: 'data-sets-own',
    steps: async (page) => {
      await press(/^Data sets/)(page);
      await page.getByRole('button', { name: /Boots, sneakers/ }).click();
    },
  },
  {
    name: 'data-sets-delete',
    steps: async (page) => {
      await press(/^Data sets/)(page);
      await page.getByRole('button', { name: /Boots, sneakers/ }).click();
      await press('Delete…')(page);
    },
  },
  { name: 'import', steps: openImport },
  { name: 'import-running', steps: tell('progress') },
  { name: 'import-done', steps: tell('done') },
  { name: 'import-failed', steps: tell('failed') },
  { name: 'preferences', steps: press(/^Preferences/) },
  { name: 'run' },
  { name: 'run-gallery', steps: tab('Gallery') },
  { name: 'run-networks', steps: tab('Networks') },
  { name: 'run-settings', steps: tab('Settings') },
  { name: 'run-log', steps: tab('Log') },
];
