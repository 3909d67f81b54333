import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, quit, test } from './app.ts';
import { expectPageDraws, largestDifference } from './exported-model.ts';

/** "step 1,234" of the title bar. */
const stepOf = (text: string): number => Number(/step ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? Number.NaN);

test('from the first start to a generator in plain tfjs', async ({ app, started }) => {
  const { page, library, dialogFolder } = app;
  await mkdir(dialogFolder, { recursive: true });

  // All that the window says until the charts move, a line each time it changes.
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => {
      const text = document.body.innerText;
      if (text !== said.at(-1)) said.push(text);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });

  await test.step('one obvious button starts the first duel', async () => {
    await page.getByRole('button', { name: 'Start the first duel' }).click();
    await expect(page.getByRole('gridcell', { name: 'Sample 1, ' }).first()).toBeVisible();
    await expect(page.getByRole('tab', { name: 'Live' })).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('the charts move', async () => {
    const chart = page.locator('[role="img"][aria-label^="Loss"]');
    await expect(chart).toHaveAttribute('aria-label', /\d/);
    const before = await chart.getAttribute('aria-label');
    const picture = await chart.screenshot();
    await expect.poll(() => chart.getAttribute('aria-label'), { timeout: 120_000 }).not.toBe(before);
    await expect.poll(async () => (await chart.screenshot()).equals(picture)).toBe(false);
  });

  await test.step('what is said meanwhile is what happens: it starts, it waits for nobody, in epoch 1', async () => {
    const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
    expect(said.some((text) => /Starting/.test(text) && /The engine starts/.test(text))).toBe(true);
    for (const text of said) expect(text).not.toMatch(/waits? in the queue|Waiting|epoch 0 of/i);
    // The list and the page name the same epoch, whenever both do.
    for (const text of said) expect(new Set(text.match(/Epoch \d+ of \d+/g) ?? []).size).toBeLessThanOrEqual(1);
  });

  await test.step('pause holds it, resume goes on', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    const header = page.getByRole('main');
    const held = stepOf(await header.innerText());
    expect(held).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(async () => stepOf(await header.innerText()), { timeout: 120_000 }).toBeGreaterThan(held);
  });

  await test.step('the gallery shows every moment, by slider and by arrow keys', async () => {
    const slider = page.getByRole('slider', { name: 'Moment shown' });
    await expect
      .poll(async () => Number(await slider.getAttribute('aria-valuemax')), { timeout: 180_000 })
      .toBeGreaterThan(0);
    await page.getByRole('tab', { name: 'Gallery' }).click();
    await slider.focus();
    await page.keyboard.press('Home');
    await expect(slider).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuenow', '1');
  });

  await test.step('stop keeps a checkpoint', async () => {
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Export' })).toBeEnabled();
  });

  await test.step('the networks show what is inside', async () => {
    await page.getByRole('tab', { name: 'Networks' }).click();
    const [generator] = await page.getByRole('region', { name: 'Networks' }).getByRole('table').all();
    await generator?.getByRole('button', { name: /^ReLU/ }).first().click();
    await expect(page.getByRole('img', { name: 'What ReLU gives for the sample' })).toBeVisible();
    await generator
      ?.getByRole('button', { name: /^Dense/ })
      .first()
      .click();
    await expect(page.getByRole('img', { name: /^Update ÷ weights over \d+ checkpoint/ })).toBeVisible();
    await page.getByRole('radio', { name: 'Real image 2' }).check({ force: true });
    await expect(page.getByText('Looking inside…')).toBeHidden();
  });

  const exported = await test.step('export writes a new folder', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Choose a folder and export' }).click();
    await expect(page.getByRole('dialog', { name: 'Generator exported' })).toBeVisible();
    const [folder] = await readdir(dialogFolder);
    if (folder === undefined) throw new Error('Nothing was exported.');
    expect((await readdir(join(dialogFolder, folder))).sort()).toEqual([
      'README.md',
      'index.html',
      'model.json',
      'weights.bin',
    ]);
    return join(dialogFolder, folder);
  });

  await test.step('the export draws the same pixels in plain tfjs', async () => {
    const [run] = await readdir(join(library, 'runs'));
    if (run === undefined) throw new Error('The library holds no run.');
    const folder = join(library, 'runs', run);
    const record = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as {
      config: { seed: number; 'samples.count': number };
    };
    // What is exported is the EMA of G; grids by steps sort behind those by epochs.
    const grids = (await readdir(join(folder, 'samples'))).filter((name) => name.endsWith('-average.png'));
    const newest = grids.sort().at(-1);
    if (newest === undefined) throw new Error('The run has no samples.');
    const difference = await largestDifference(
      exported,
      join(folder, 'samples', newest),
      record.config.seed,
      record.config['samples.count'],
    );
    expect(difference).toBeLessThanOrEqual(1);
  });

  await test.step('the one-file page draws offline', () => expectPageDraws(app, exported));

  await test.step('the run is still there after a restart, and goes on', async () => {
    await quit(app);
    const again = await started.launch();
    await again.page
      .getByRole('button', { name: /First light/ })
      .first()
      .click();
    await again.page.getByRole('button', { name: 'Resume' }).click();
    await expect(again.page.getByRole('button', { name: 'Pause' })).toBeVisible();
    await again.page.getByRole('button', { name: 'Stop' }).click();
    await expect(again.page.getByRole('button', { name: 'Resume' })).toBeVisible();
    await quit(again);
  });
});
