import { join } from 'node:path';
import type { DatasetSummary } from '../../electron/shared/dataset.ts';
import type { RunDetail } from '../../electron/shared/contract/channels.ts';
import { CONFIG_FIELDS } from '../../electron/shared/config/fields.ts';
import { ask, expect, quit, test } from './app.ts';
import { EACH, makeColours } from './colours.ts';
import { Complaints, expectCharts, expectPictures } from './screen-checks.ts';
import { JOURNEYS, RECIPE, TABS, OWN_SIZE, type Journey } from './setting-journeys.ts';

/** Of settings that differ from the recipe: they stand first on their tab. */
const labelsOf = (config: Journey['config']): string[] =>
  CONFIG_FIELDS.filter(({ key }) => key in config && !(key in RECIPE)).map(({ label }) => label);

test('every setting that changes a screen, on the screens that it changes', async ({ started, home }, info) => {
  const app = await started.launch({ FORGER_WEBGPU: 'swiftshader' });
  const { page, library } = app;
  const complaints = new Complaints(page);
  // Some 150 pictures to be looked at, by whoever asks for them: `SCREENS=1`.
  const shoot = async (name: string): Promise<void> => {
    if (!process.env['SCREENS']) return;
    const path = info.outputPath(`${name.toLowerCase().replaceAll(' ', '-')}.png`);
    await page.screenshot({ path });
    await info.attach(name, { path });
  };

  const datasets = await test.step('pictures of one’s own, in colour and at a size of their own', async () => {
    const folder = join(home, 'pictures');
    await makeColours(folder);
    await started.forger(library, 'import', folder, '--name', 'Colour', '--size', '64', '--channels', '3');
    await started.forger(library, 'import', folder, '--name', 'Grey', '--size', `${OWN_SIZE}`, '--channels', '1');
    await started.forger(library, 'import', 'clothes-pairs');
    const list = await ask<DatasetSummary[]>(page, 'datasets.list');
    const idOf = (name: string): string =>
      list.flatMap((entry) => (entry.state === 'ready' && entry.record.name === name ? [entry.record.id] : []))[0] ??
      '';
    return { colour: idOf('Colour'), grey: idOf('Grey'), 'fashion-mnist': 'fashion-mnist', pairs: 'clothes-pairs' };
  });

  const ids = new Map<string, string>();
  await test.step('runs with each of them train', async () => {
    for (const { name, config, networks } of JOURNEYS) {
      const dataset = datasets[config['dataset'] as keyof typeof datasets];
      const asked = { config: { device: 'cpu', ...config, dataset, name }, ...(networks && { networks }) };
      ids.set(name, (await ask<{ id: string }>(page, 'runs.start', asked)).id);
    }
    const [first] = ids.values();
    await expect
      .poll(async () => (await ask<RunDetail>(page, 'runs.get', { id: first })).checkpoints.length, {
        timeout: 120_000,
      })
      .toBeGreaterThan(1);
    const transfer = { name: 'Onto others', 'transfer.frozen': 1, 'transfer.optimizers': 'fresh' };
    const asked = { id: first, step: 2, config: { preset: RECIPE.preset, dataset: RECIPE.dataset, ...transfer } };
    ids.set('Onto others', (await ask<{ id: string }>(page, 'runs.branch', asked)).id);
    for (const [name, id] of ids)
      await expect
        .poll(async () => (await ask<RunDetail>(page, 'runs.get', { id })).status, { message: name, timeout: 120_000 })
        .toMatchObject({ state: 'finished', message: null });
  });

  for (const { name, config, charts = [], shows, look } of JOURNEYS)
    await test.step(name, async () => {
      await page
        .getByRole('button', { name: new RegExp(`^${name}`) })
        .first()
        .click();
      await expect(page.getByRole('heading', { name })).toBeVisible();
      for (const tab of TABS) {
        await page.getByRole('tab', { name: tab }).click();
        for (const text of shows?.[tab] ?? [])
          await expect(page.getByRole('main').getByText(text).first()).toBeVisible();
        if (tab === 'Settings')
          for (const label of labelsOf(config))
            await expect(page.getByRole('main').getByText(label, { exact: true }).first()).toBeVisible();
        if (tab === 'Live') expect(await expectCharts(page)).toEqual(expect.arrayContaining([...charts]));
        if (tab === 'Live' || tab === 'Gallery') {
          await look?.(page);
          // Two moments or more, each grid a picture of its own.
          expect(await expectPictures(page)).toBeGreaterThan(1);
        }
        await shoot(`${name} ${tab}`);
      }
      expect(complaints.list).toEqual([]);
    });

  await test.step('the screens of the data', async () => {
    await page.getByRole('button', { name: /^Data sets/ }).click();
    await page.getByRole('button', { name: /Images of Colour/ }).click();
    await expectPictures(page);
    await shoot('Data set Colour');
  });
  await test.step('a new run on few colour pictures begins with what suits them', async () => {
    await page
      .getByRole('button', { name: /^New run/ })
      .first()
      .click();
    await page.getByRole('radio', { name: /Images of Colour/ }).check({ force: true });
    await expect(page.getByRole('radio', { name: /^DCGAN The/ })).toBeChecked();
    await expect(page.getByRole('note')).toContainText(`Only ${2 * EACH} images`);
    await page.getByRole('button', { name: 'Turn DiffAugment on' }).click();
    await expect(page.getByRole('note')).toContainText('DiffAugment is on');
    await expect(page.getByText('Ready.')).toBeInViewport();
    for (const fact of ['Time', 'Disk']) await expect(page.locator('.go').getByText(fact)).toBeInViewport();
    await shoot('New run');
  });
  await expect(page.locator('.toast .bad')).toHaveCount(0);
  expect(complaints.list).toEqual([]);
  await quit(app);
});
