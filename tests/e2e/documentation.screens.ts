import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { PROJECT, quit, test } from './app.ts';
import { makePictures } from './pictures.ts';

/**
 * `npm run screens`: every screen of the real app, dark and light, into docs/screens. The run they show is a
 * real first duel; it is trained the first time and kept in the cache.
 */
const OUT = join(PROJECT, 'docs/screens');
const KEPT =
  process.env['FORGER_SCREENS_LIBRARY'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'forger/screens/first-duel');

function hasRun(library: string): boolean {
  const runs = join(library, 'runs');
  if (!existsSync(runs)) return false;
  return readdirSync(runs).some((run) => {
    const status = join(runs, run, 'status.json');
    return existsSync(status) && (JSON.parse(readFileSync(status, 'utf8')) as { state: string }).state === 'finished';
  });
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(700);
    await page.screenshot({ path: join(OUT, `${name}-${scheme}.png`) });
  }
}

test('every screen, dark and light', async ({ home, started }) => {
  mkdirSync(OUT, { recursive: true });
  const empty = await started.launch({}, join(home, 'empty'));
  await empty.page.getByRole('button', { name: 'Start the first duel' }).waitFor();
  await shoot(empty.page, 'first-start');
  await quit(empty);

  if (!hasRun(KEPT)) await started.forger(KEPT, 'quick-start');
  cpSync(KEPT, join(home, 'library'), { recursive: true });
  const pictures = join(home, 'Discs and bars');
  await makePictures(pictures);
  const { page } = await started.launch({ FORGER_TEST_DIALOG_PATH: pictures });

  await page.getByRole('gridcell').first().waitFor();
  await page.waitForTimeout(1500);
  await shoot(page, 'run');
  for (const tab of ['Gallery', 'Networks', 'Settings', 'Log']) {
    await page.getByRole('tab', { name: tab }).click();
    // What is inside comes from a process of its own.
    if (tab === 'Networks') {
      await page.getByText('Looking inside').waitFor();
      await page.getByText('Looking inside').waitFor({ state: 'hidden' });
      await page.getByText(/^Reading \d+ more/).waitFor({ state: 'hidden' });
      const layers = page.getByRole('button', { name: /^(Dense|Convolution|Transposed convolution)/ });
      await layers.nth(1).click();
      await page.waitForTimeout(500);
    }
    await shoot(page, tab.toLowerCase());
  }
  await page.getByRole('tab', { name: 'Gallery' }).click();
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, 'export');
  await page.getByRole('button', { name: 'Cancel' }).click();

  await page.keyboard.press('Control+n');
  await page.getByRole('heading', { name: 'New run' }).waitFor();
  // Once the run is tried, the cards say about how long each recipe takes.
  await page
    .getByRole('radio', { name: /Fashion GAN.*about \d/ })
    .first()
    .waitFor({ timeout: 120_000 });
  await shoot(page, 'new-run');

  await page.getByRole('button', { name: /^Data sets/ }).click();
  await shoot(page, 'data-sets');
  await page.getByRole('button', { name: 'Make letters' }).click();
  await page.getByText(/font families, \d+ styles/).waitFor();
  await shoot(page, 'letters');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page
    .getByRole('button', { name: /Import|Choose/ })
    .first()
    .click();
  const bringIn = page.getByRole('button', { name: /^Import (about )?[\d,]+ images$/ });
  await bringIn.waitFor({ timeout: 120_000 });
  await page
    .getByRole('list', { name: /^Pictures/ })
    .locator('canvas')
    .first()
    .waitFor();
  await shoot(page, 'import');
  await bringIn.click();
  await page.getByRole('complementary', { name: 'Report' }).waitFor();
  await shoot(page, 'import-report');
  await page.getByRole('button', { name: /^Preferences/ }).click();
  await shoot(page, 'preferences');
});
