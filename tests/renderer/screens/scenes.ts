import type { Page } from '@playwright/test';
import { BROWSE_SCENES } from './browse-scenes.ts';
import { IMPORT_SCENES } from './import-scenes.ts';
import { PAIR_SCENES } from './pair-scenes.ts';
import { NEW_RUN_SCENES } from './new-run-scenes.ts';
import type { Scene } from './scene.ts';

const press =
  (name: string | RegExp) =>
  (page: Page): Promise<void> =>
    page.getByRole('button', { name }).first().click();
const text = (page: Page, name: string) => page.getByRole('textbox', { name });

const openLetters = async (page: Page): Promise<void> => {
  await press(/^Data sets/)(page);
  await press('Make letters')(page);
};
const tab =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('tab', { name }).click();
  };

const askAboutFile = async (page: Page): Promise<void> => {
  await tab('Networks')(page);
  await press('Show the discriminator a picture…')(page);
  await page.getByText(/^D takes it for|^D cannot be shown/).waitFor();
};
const openAnimation = async (page: Page): Promise<void> => {
  await tab('Gallery')(page);
  await press('Animate…')(page);
};
/** Still, so that pictures and checks repeat. */
const stillAnimation = async (page: Page): Promise<void> => {
  await openAnimation(page);
  await press('Pause the preview')(page);
};
const runAnimation =
  (...news: ('animationProgress' | 'animationDone' | 'animationFailed')[]) =>
  async (page: Page): Promise<void> => {
    await stillAnimation(page);
    await press('Save as…')(page);
    await page.getByText('Beginning…').waitFor();
    for (const event of news) await page.evaluate((name) => window.screens[name](), event);
  };

const fromMenu =
  (entry: string) =>
  async (page: Page): Promise<void> => {
    await press('More')(page);
    await page.getByRole('menuitem', { name: entry }).click();
  };

/** Of a run that does not train. */
const openVerify = async (page: Page): Promise<void> => {
  await press(/First duel/)(page);
  await fromMenu('Check that resume is exact…')(page);
};
const verify =
  (news: 'verifyRunning' | 'verifyIdentical' | 'verifyDamaged') =>
  async (page: Page): Promise<void> => {
    await openVerify(page);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel', exact: true }).waitFor();
    await page.evaluate((name) => window.screens[name](), news);
  };

const openLicence =
  (name: string | RegExp, search = '') =>
  async (page: Page): Promise<void> => {
    await page.evaluate(() => window.screens.about());
    await press('Licences')(page);
    await page.getByRole('searchbox', { name: 'Search licences' }).fill(search);
    if (name !== '') await page.getByRole('button', { name }).first().click();
  };

/** Its picture is looked at once it is decoded. */
const seeCollapse = (page: Page): Promise<void> => page.getByRole('heading', { name: /one picture/ }).waitFor();

/** Every screen of the window, with the way to get there. */
export const SCENES: readonly Scene[] = [
  { name: 'first-start', library: 'first' },
  { name: 'no-runs', library: 'first', steps: press('New run') },
  ...NEW_RUN_SCENES,
  { name: 'data-sets', steps: press(/^Data sets/) },
  { name: 'family-parent', steps: press(/First duel/) },
  { name: 'family-child', steps: press(/Slow D/) },
  { name: 'branch', steps: fromMenu('New run from here…') },
  {
    name: 'train-longer',
    steps: async (page) => {
      await press(/First duel/)(page);
      await fromMenu('Train longer…')(page);
    },
  },
  {
    name: 'data-sets-own',
    steps: async (page) => {
      await press(/^Data sets/)(page);
      await page.getByRole('button', { name: /Boots, sneakers/ }).click();
    },
  },
  ...BROWSE_SCENES,
  {
    name: 'data-sets-version',
    steps: async (page) => {
      await press(/^Data sets/)(page);
      await page.getByRole('button', { name: /Boots, sneakers/ }).click();
      await press('Make a version…')(page);
      for (const image of [2, 5, 6]) await page.getByRole('button', { name: `Leave out Image ${image},` }).click();
      await press('Undo')(page);
      await page
        .getByRole('textbox', { name: /^Name of / })
        .first()
        .fill('shoes');
      await page
        .getByRole('switch', { name: /^Take / })
        .last()
        .click();
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
  { name: 'letters', steps: openLetters },
  {
    name: 'letters-mixed',
    steps: async (page) => {
      await openLetters(page);
      await page.getByText('Mixed', { exact: true }).click();
      await text(page, 'Characters').fill('A B');
      await page.getByRole('radiogroup', { name: 'Size' }).getByText('Other').click();
      await page.getByRole('switch', { name: /Fonts of this machine/ }).click();
    },
  },
  {
    name: 'letters-drawing',
    steps: async (page) => {
      await openLetters(page);
      await page.getByRole('button', { name: 'Make', exact: true }).click();
      await page.evaluate(() => window.screens.progress());
    },
  },
  { name: 'letters-refused', library: 'no-fonts', steps: openLetters },
  ...IMPORT_SCENES,
  ...PAIR_SCENES,
  { name: 'about', steps: (page) => page.evaluate(() => window.screens.about()) },
  { name: 'licences', onlyPhotographed: true, steps: openLicence('') },
  { name: 'licences-text', onlyPhotographed: true, steps: openLicence(/TensorFlow 2.21.0 the libraries in it/) },
  { name: 'licences-search', steps: openLicence(/^@img\/sharp-linux/, 'sharp apache') },
  { name: 'licences-page', onlyPhotographed: true, steps: openLicence(/^Chromium/) },
  { name: 'update', onlyPhotographed: true, library: 'update' },
  { name: 'update-training', library: 'update-training' },
  { name: 'preferences', steps: press(/^Preferences/) },
  {
    name: 'preferences-gpu',
    steps: async (page) => {
      await press(/^Preferences/)(page);
      await page.getByText('What is fetched').click();
      await page.getByText('Its memory at most').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'preferences-gpu-begun',
    onlyPhotographed: true,
    library: 'cuda-begun',
    steps: async (page) => {
      await press(/^Preferences/)(page);
      await page.getByText('Its memory at most').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'preferences-gpu-installed',
    onlyPhotographed: true,
    library: 'cuda',
    steps: async (page) => {
      await press(/^Preferences/)(page);
      await page.getByText('Its memory at most').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'preferences-gpu-remove',
    library: 'cuda',
    steps: async (page) => {
      await press(/^Preferences/)(page);
      await press('Remove CUDA…')(page);
    },
  },
  {
    name: 'preferences-move',
    steps: async (page) => {
      await press(/^Preferences/)(page);
      await press('Move the library…')(page);
    },
  },
  { name: 'run-disk', steps: tab('Disk') },
  {
    name: 'run-zoomed',
    steps: async (page) => {
      await page.keyboard.press('+');
      await page.keyboard.press('+');
      await page.getByRole('button', { name: 'The whole run (0)' }).waitFor();
    },
  },
  {
    name: 'run-deleted',
    steps: async (page) => {
      await press(/First duel/)(page);
      await fromMenu('Move to trash…')(page);
      await page.getByRole('button', { name: 'Move to trash', exact: true }).click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  { name: 'run' },
  { name: 'queue', steps: press(/^The queue/) },
  {
    name: 'queue-times',
    steps: async (page) => {
      await press(/^The queue/)(page);
      await page.getByText('From a time on', { exact: true }).click();
      await page.getByText('At a time', { exact: true }).click();
      await page.getByRole('radiogroup', { name: 'Runs at once' }).getByText('2').click();
    },
  },
  { name: 'queue-held', library: 'held' },
  {
    name: 'quit',
    steps: async (page) => {
      await page.evaluate(() => window.screens.quit());
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'run-out-of-memory',
    steps: async (page) => {
      await press(/Rate × 10/)(page);
      await press('Find what fits')(page);
      await page.getByRole('button', { name: /^Largest batch/ }).waitFor();
    },
  },
  { name: 'run-diverged', library: 'diverged', steps: press(/Rate × 10/) },
  {
    name: 'run-diverged-back',
    library: 'diverged',
    steps: async (page) => {
      await press(/Rate × 10/)(page);
      await press('Go back and change settings…')(page);
    },
  },
  {
    name: 'run-evaluations',
    steps: async (page) => {
      await press(/^First duel/)(page);
      await page.getByRole('button', { name: 'All 13 numbers' }).click();
      await page.getByRole('button', { name: /^Coverage,/ }).click();
      await page.getByRole('button', { name: 'Fewer numbers' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'run-unmeasured',
    library: 'unmeasured',
    steps: async (page) => {
      await press(/^First duel/)(page);
      await page.getByRole('button', { name: 'Measure them' }).scrollIntoViewIfNeeded();
    },
  },
  { name: 'run-gallery', steps: tab('Gallery') },
  { name: 'verdict', steps: askAboutFile },
  {
    name: 'verdict-copy',
    steps: async (page) => {
      await tab('Gallery')(page);
      await press('What D says…')(page);
      await page.getByText(/Nearly a copy/).waitFor();
    },
  },
  { name: 'verdict-refused', library: 'no-picture', steps: askAboutFile },
  { name: 'run-file-save', steps: fromMenu('Save as a file…') },
  { name: 'run-verify', steps: openVerify },
  { name: 'run-verify-running', steps: verify('verifyRunning') },
  { name: 'run-verify-identical', steps: verify('verifyIdentical') },
  { name: 'run-verify-damaged', steps: verify('verifyDamaged') },
  { name: 'run-animation', steps: stillAnimation },
  {
    name: 'run-animation-walk',
    steps: async (page) => {
      await openAnimation(page);
      await page.getByText('A latent walk').click();
      await page.getByText('WebP').click();
      await page.getByRole('img', { name: 'A walk through latent space' }).waitFor();
      await press('Pause the preview')(page);
    },
  },
  {
    name: 'run-animation-styles',
    library: 'styles',
    steps: async (page) => {
      await openAnimation(page);
      await page.getByText('A latent walk').click();
      await page.getByRole('slider', { name: /^Truncation/ }).fill('0.7');
      await page.getByRole('slider', { name: /^The first Style layer/ }).fill('4');
      await page.getByRole('img', { name: 'A walk through latent space' }).waitFor();
      await press('Pause the preview')(page);
    },
  },
  { name: 'run-animation-running', steps: runAnimation('animationProgress') },
  { name: 'run-animation-done', steps: runAnimation('animationProgress', 'animationDone') },
  { name: 'run-animation-failed', steps: runAnimation('animationFailed') },
  {
    name: 'run-export',
    steps: async (page) => {
      await openAnimation(page);
      await page.getByText('Generator', { exact: true }).click();
    },
  },
  { name: 'run-critic', library: 'critic' },
  { name: 'run-labels', library: 'labels' },
  { name: 'run-labels-gallery', library: 'labels', steps: tab('Gallery') },
  { name: 'run-labels-networks', library: 'labels', steps: tab('Networks') },
  { name: 'run-few', library: 'few' },
  {
    name: 'run-few-charts',
    library: 'few',
    steps: (page) => page.getByRole('group', { name: 'Gradients' }).scrollIntoViewIfNeeded(),
  },
  { name: 'run-average', library: 'average' },
  { name: 'run-average-gallery', library: 'average', steps: tab('Gallery') },
  { name: 'run-average-disk', library: 'average', steps: tab('Disk') },
  {
    name: 'run-average-settings',
    library: 'average',
    steps: async (page) => {
      await tab('Settings')(page);
      await page.getByText('Weight averaging').click();
    },
  },
  { name: 'run-collapsed', library: 'collapsed', steps: seeCollapse },
  {
    name: 'run-collapsed-advice',
    library: 'collapsed',
    steps: async (page) => {
      await seeCollapse(page);
      await press('New run with this changed…')(page);
      await page.getByRole('checkbox', { name: /Learning rate of G/ }).waitFor();
    },
  },
  {
    name: 'run-past-best',
    steps: async (page) => {
      await press(/^First duel/)(page);
      await press('Show the chart')(page);
    },
  },
  {
    name: 'run-past-best-advice',
    onlyPhotographed: true,
    steps: async (page) => {
      await press(/^First duel/)(page);
      await press('Change from here…')(page);
    },
  },
  { name: 'run-networks', steps: tab('Networks') },
  {
    name: 'run-networks-inside',
    steps: async (page) => {
      await tab('Networks')(page);
      for (const row of [/^Dense/, /^Leaky ReLU/]) await press(row)(page);
      await page
        .getByRole('region', { name: 'Networks' })
        .getByRole('table')
        .last()
        .getByRole('button')
        .first()
        .click();
    },
  },
  { name: 'run-settings', steps: tab('Settings') },
  { name: 'run-log', steps: tab('Log') },
];
