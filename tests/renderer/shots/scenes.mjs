const go = (label) => async (page) => {
  await page.getByRole('button', { name: label }).first().click();
};
const all = ['base', 'small', 'zoomed'];
const both = ['dark', 'light'];

const openImport = async (page) => {
  await go('Data sets')(page);
  await page.getByRole('button', { name: 'Import a folder' }).click();
};
const runImport = async (page) => {
  await openImport(page);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Looking for pictures').waitFor();
};

/** Every screen of the window, with the way to get there. */
export const scenes = [
  { name: 'first-start', scene: 'first', sizes: all, themes: both },
  { name: 'new-run', sizes: all, themes: both, act: go('New run') },
  {
    name: 'new-run-changed',
    themes: both,
    act: async (page) => {
      await go('New run')(page);
      await page.getByRole('textbox', { name: 'Batch' }).fill('5000');
      await page.getByRole('textbox', { name: 'Epochs' }).fill('20');
      await page.getByText('more settings').click();
      await page.getByRole('textbox', { name: 'Latent size' }).fill('64');
      await page.getByRole('textbox', { name: 'Latent size' }).focus();
    },
  },
  {
    name: 'new-run-layers',
    act: async (page) => {
      await go('New run')(page);
      await page.getByRole('button', { name: 'All layers as a table' }).click();
    },
  },
  { name: 'datasets', sizes: all, themes: both, act: go('Data sets') },
  {
    name: 'datasets-own',
    act: async (page) => {
      await go('Data sets')(page);
      await page.getByRole('button', { name: /Boots, sneakers/ }).click();
    },
  },
  { name: 'import', sizes: all, themes: both, act: openImport },
  {
    name: 'import-running',
    act: async (page) => {
      await runImport(page);
      await page.evaluate(() => window.shots.progress());
    },
  },
  {
    name: 'import-done',
    sizes: all,
    themes: both,
    act: async (page) => {
      await runImport(page);
      await page.evaluate(() => window.shots.done());
    },
  },
  {
    name: 'import-failed',
    act: async (page) => {
      await runImport(page);
      await page.evaluate(() => window.shots.failed());
    },
  },
  { name: 'preferences', sizes: all, themes: both, act: go('Preferences') },
  { name: 'run', sizes: all, themes: both, wait: 1200 },
];
