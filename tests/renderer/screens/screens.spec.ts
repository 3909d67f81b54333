import AxeBuilder from '@axe-core/playwright';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from './scene.ts';
import { SCENES } from './scenes.ts';
import { expect, test, type Screens, type Size, type Theme } from './window.ts';

const folder = process.env['SCREENS'];
type Look = readonly [Theme, Size];
const LOOKS: readonly [Look, ...Look[]] = [
  ['dark', 'base'],
  ['light', 'base'],
  ['dark', 'zoomed'],
];
const ALL_LOOKS: readonly Look[] = [...LOOKS, ['light', 'zoomed'], ['dark', 'small'], ['light', 'small']];
/** Pictures of the data set and of the run fade in and are decoded after the page is there. */
const SETTLE_MS = 500;
/** Colours change slowly where one looks, and at once where motion is to be reduced. */
const CHANGE_MS = 250;

const goTo = async (scene: Scene, screens: Screens, [theme, size]: Look): Promise<void> => {
  await screens.open(scene.library ?? '', theme, size);
  await scene.steps?.(screens.page);
  await screens.page.waitForTimeout(SETTLE_MS);
};

for (const scene of SCENES.filter(({ onlyPhotographed }) => folder !== undefined || !onlyPhotographed))
  test(scene.name, async ({ screens }) => {
    const { page } = screens;
    const [first, ...others] = LOOKS;
    await goTo(scene, screens, first);
    await check(screens, first);
    for (const look of others) {
      await screens.change(...look);
      await page.waitForTimeout(CHANGE_MS);
      await check(screens, look);
    }
  });

if (folder !== undefined)
  for (const scene of SCENES)
    for (const look of ALL_LOOKS)
      test(`${scene.name}, ${look.join(', ')}`, async ({ screens }) => {
        await goTo(scene, screens, look);
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, `${scene.name}-${look.join('-')}.png`), await screens.picture());
      });

async function check({ page, complaints }: Screens, look: Look): Promise<void> {
  const found = await new AxeBuilder({ page })
    .setLegacyMode(true)
    // What is right is not described, node by node.
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(
    found.violations.map(
      (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
    ),
    look.join(', '),
  ).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `nothing stands over the window’s edge, ${look.join(', ')}`).toBe(0);
  expect(complaints).toEqual([]);
}
