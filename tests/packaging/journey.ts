import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect as expectElement, type Page } from '@playwright/test';
import { GOOD, makePictures } from '../e2e/pictures.ts';
import { HOME } from './room.ts';
import { answerDialog } from './window.ts';

/** For what the app does at once: beside other work, a machine of few cores is slow. */
export const PATIENCE = { timeout: 60_000 };

/** Waits until the open run shows losses: it trains. */
const trains = (page: Page): Promise<void> =>
  // Of a run that has not begun there is nothing to export.
  expectElement(page.locator('[role="img"][aria-label^="Loss"]')).toHaveAttribute('aria-label', /\d/, PATIENCE);

/**
 * What a new user does: trains the first duel, exports its generator, imports a folder of pictures.
 *
 * @param home folder of this machine that is the app's home
 * @returns the files that were exported
 */
export async function firstJourney(page: Page, home: string): Promise<string[]> {
  await makePictures(join(home, 'pictures'));
  await mkdir(join(home, 'models'));
  // Where users are the machine's own, it is another's than the app's.
  await chmod(join(home, 'models'), 0o777);
  await page.getByRole('button', { name: 'Start the first duel' }).click();
  await trains(page);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expectElement(page.getByRole('button', { name: 'Resume' })).toBeVisible(PATIENCE);

  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'Choose a folder and export' }).click();
  await answerDialog('Choose where the model goes', join(HOME, 'models'));
  await expectElement(page.getByRole('dialog', { name: 'Generator exported' })).toBeVisible(PATIENCE);
  await page.keyboard.press('Escape');
  const [model = ''] = await readdir(join(home, 'models'));

  await page.getByRole('button', { name: /^Data sets/ }).click();
  await page.getByRole('button', { name: 'Import a folder' }).click();
  await answerDialog('Choose folders of images', join(HOME, 'pictures'));
  // Many of them are alike.
  const skip = page.getByRole('switch', { name: 'Skip copies' });
  const all = page.getByRole('button', { name: `Import ${GOOD} images` });
  await expectElement(page.getByText(/^Looked at/)).toBeVisible(PATIENCE);
  if ((await skip.getAttribute('aria-checked')) === 'true') await skip.click();
  await all.click();
  const report = page.getByRole('complementary', { name: 'Report' });
  await expectElement(report).toContainText(`${GOOD} images`, PATIENCE);
  return (await readdir(join(home, 'models', model))).sort();
}
