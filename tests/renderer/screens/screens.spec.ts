import AxeBuilder from '@axe-core/playwright';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENES } from './scenes.ts';
import { expect, test, type Size, type Theme } from './window.ts';

const folder = process.env['SCREENS'];
const LOOKS: readonly [Theme, Size][] = [
  ['dark', 'base'],
  ['light', 'base'],
  ['dark', 'zoomed'],
];
const ALL_LOOKS: readonly [Theme, Size][] = [...LOOKS, ['light', 'zoomed'], ['dark', 'small'], ['light', 'small']];
/** Pictures of the data set and of the run fade in and are decoded after the page is there. */
const SETTLE_MS = 500;

for (const scene of SCENES.filter(({ onlyPhotographed }) => folder !== undefined || !onlyPhotographed))
  for (const [theme, size] of folder === undefined ? LOOKS : ALL_LOOKS)
    test(`${scene.name}, ${theme}, ${size}`, async ({ screens }) => {
      const { page } = screens;
      await screens.open(scene.library ?? '', theme, size);
      await scene.steps?.(page);
      await page.waitForTimeout(SETTLE_MS);
      if (folder !== undefined) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, `${scene.name}-${theme}-${size}.png`), await screens.picture());
      }
      const found = await new AxeBuilder({ page })
        .setLegacyMode(true)
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      expect(
        found.violations.map(
          (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
        ),
      ).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, 'nothing stands over the window’s edge').toBe(0);
      expect(screens.complaints).toEqual([]);
    });
