import type { Page } from '@playwright/test';
import type { Scene } from './scene.ts';

const open = async (page: Page): Promise<void> => {
  await page
    .getByRole('button', { name: /^New run/ })
    .first()
    .click();
  await page
    .getByRole('radio', { name: /Fashion GAN/ })
    .first()
    .waitFor();
};
const find = async (page: Page, what: 'recipe' | 'setting', words: string): Promise<void> => {
  await page.getByRole('searchbox', { name: `Find a ${what}` }).fill(words);
};
const edit = async (page: Page): Promise<void> => {
  await open(page);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
};
const group = (page: Page, title: string) => page.locator('summary', { hasText: title });
const openBatch = async (page: Page): Promise<void> => {
  await open(page);
  await group(page, 'Augmentation').click();
  await page.getByRole('button', { name: 'Show a batch' }).click();
};
const down = (page: Page) => page.locator('.form').evaluate((form) => form.scrollTo(0, form.scrollHeight));

/** The screen of a new run, in its many states. */
export const NEW_RUN_SCENES: readonly Scene[] = [
  { name: 'new-run', steps: open },
  {
    name: 'new-run-tried',
    steps: async (page) => {
      await open(page);
      await page.getByText(/images\/s, the run in/).waitFor();
    },
  },
  {
    name: 'new-run-too-slow',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: /Noto Emoji/ }).dispatchEvent('click');
      await page.getByRole('radio', { name: /^Few pictures/ }).dispatchEvent('click');
      await page
        .getByRole('radio', { name: /^FastGAN/i })
        .first()
        .dispatchEvent('click');
      await page.getByText('This run would take').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'new-run-all-recipes',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: 'All', exact: true }).dispatchEvent('click');
    },
  },
  {
    name: 'new-run-convolutional',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: /^Convolutional/ }).dispatchEvent('click');
      await page.getByRole('radio', { name: 'DCGAN 28' }).first().dispatchEvent('click');
    },
  },
  {
    name: 'new-run-advised',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: /^Convolutional/ }).dispatchEvent('click');
      await page.getByRole('radio', { name: 'DCGAN 28' }).first().dispatchEvent('click');
      const advice = page.getByRole('region', { name: 'Today’s advice' });
      await advice.getByRole('radio', { name: 'With today’s advice' }).dispatchEvent('click');
      await page.getByRole('textbox', { name: 'Batch' }).fill('32');
      await advice.getByRole('button', { name: 'As advised' }).waitFor();
      await advice.scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'new-run-editor-blocks',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: /^Convolutional/ }).dispatchEvent('click');
      await page.getByRole('radio', { name: 'DCGAN 28' }).first().dispatchEvent('click');
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      const generator = page.getByRole('region', { name: 'Generator' });
      await generator.getByRole('button', { name: 'Residual block', exact: true }).click();
      await generator.getByRole('button', { name: 'More for block residual', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Duplicate the block' }).click();
      await generator.getByRole('button', { name: 'Open block residual 2' }).waitFor();
    },
  },
  {
    name: 'new-run-found-recipe',
    steps: async (page) => {
      await open(page);
      await find(page, 'recipe', 'keras');
    },
  },
  {
    name: 'new-run-yours',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: /^Yours/ }).dispatchEvent('click');
      await page.getByRole('radio', { name: /Deeper dealer/ }).dispatchEvent('click');
    },
  },
  {
    name: 'new-run-changed',
    steps: async (page) => {
      await open(page);
      await page.getByRole('textbox', { name: 'Batch' }).fill('5000');
      await page.getByRole('textbox', { name: 'Epochs' }).fill('20');
      await group(page, 'Objective').click();
      await page.getByRole('textbox', { name: 'Latent size' }).fill('64');
      await down(page);
    },
  },
  {
    name: 'new-run-sngan',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: /^Modern losses/ }).dispatchEvent('click');
      await page.getByRole('radio', { name: 'SNGAN with residual blocks' }).first().dispatchEvent('click');
      await group(page, 'Optimisers').click();
    },
  },
  {
    name: 'new-run-sagan',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: /^Modern losses/ }).dispatchEvent('click');
      await page.getByRole('radio', { name: 'SAGAN with self-attention' }).first().dispatchEvent('click');
      await group(page, 'Optimisers').click();
    },
  },
  {
    name: 'new-run-stylegan2',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: /^Modern losses/ }).dispatchEvent('click');
      await page.getByRole('radio', { name: 'StyleGAN2' }).first().dispatchEvent('click');
      await group(page, 'Objective').click();
    },
  },
  {
    name: 'new-run-schedules',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: /^Modern losses/ }).dispatchEvent('click');
      await page.getByRole('radio', { name: 'R3GAN' }).first().dispatchEvent('click');
      await group(page, 'Optimisers').click();
      await group(page, 'Regularisation of D').click();
      await group(page, 'Weight averaging').click();
      await down(page);
    },
  },
  {
    name: 'new-run-noise',
    steps: async (page) => {
      await open(page);
      await group(page, 'Labels and noise').click();
      await page.getByRole('textbox', { name: 'Instance noise' }).fill('0.2');
      await page.getByRole('textbox', { name: 'Real target, low' }).fill('0.9');
      await group(page, 'Optimisers').click();
      await down(page);
    },
  },
  {
    name: 'new-run-batch',
    steps: async (page) => {
      await openBatch(page);
      await page.getByRole('combobox', { name: 'ADA', exact: true }).selectOption({ label: 'Adaptive p' });
      const batch = page.getByRole('region', { name: 'A batch as D sees it' });
      await batch.getByText(/ADA at p 0.5/).waitFor();
      await batch.locator('canvas').first().waitFor();
      await batch.scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'new-run-batch-plain',
    onlyPhotographed: true,
    steps: async (page) => {
      await openBatch(page);
      await page.getByText(/^Nothing is changed/).waitFor();
      await page.getByText(/^Nothing is changed/).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'new-run-batch-starting',
    onlyPhotographed: true,
    library: 'batch-starting',
    steps: async (page) => {
      await openBatch(page);
      await page.getByText('The engine starts').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'new-run-batch-failed',
    library: 'batch-failed',
    steps: async (page) => {
      await openBatch(page);
      await page.getByRole('region', { name: 'A batch as D sees it' }).getByRole('alert').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'new-run-found-setting',
    steps: async (page) => {
      await open(page);
      await find(page, 'setting', 'smoothing');
      await page.getByRole('button', { name: 'About Real target' }).click();
      await page.getByText('one-sided smoothing').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'new-run-save',
    steps: async (page) => {
      await open(page);
      await page.getByRole('button', { name: 'Save as yours…' }).click();
    },
  },
  { name: 'networks-edit', steps: edit },
  {
    name: 'networks-edit-wrong',
    steps: async (page) => {
      await edit(page);
      await page.getByRole('combobox', { name: 'Type of layer 3' }).first().selectOption('conv2d');
      await page.getByRole('textbox', { name: 'units' }).first().fill('-5');
    },
  },
  {
    name: 'networks-edit-convolutional',
    steps: async (page) => {
      await open(page);
      await page.getByRole('radio', { name: /^Convolutional/ }).dispatchEvent('click');
      await page.getByRole('radio', { name: 'DCGAN 28' }).first().dispatchEvent('click');
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
    },
  },
];
