import { expect, test } from './window.ts';

declare global {
  interface Window {
    /** How often the canvases of the charts were drawn: each is cleared first. */
    clears: number;
  }
}

test('what is new of a run is drawn once, and no chart again for what stays the same', async ({ screens }) => {
  const { page } = screens;
  await screens.open('growing', 'dark', 'base');
  const charts = page.locator('.charts canvas');
  await expect(charts.first()).toBeVisible();
  const facts = page.locator('main header ul').first();
  await page.evaluate(() => {
    window.clears = 0;
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...place) {
      window.clears += 1;
      clearRect.apply(this, place);
    };
  });
  const drawn = async (news: () => Promise<void>): Promise<number> => {
    await page.evaluate(() => (window.clears = 0));
    await news();
    return page.evaluate(() => window.clears);
  };
  const count = await charts.count();
  const before = await facts.textContent();
  expect(
    await drawn(async () => {
      await page.evaluate(() => window.screens.trainOn());
      await expect(facts).not.toHaveText(before ?? '');
      await page.waitForTimeout(1000);
    }),
  ).toBe(count);
  expect(
    await drawn(async () => {
      await page.evaluate(() => window.screens.nothingNew());
      await page.waitForTimeout(1000);
    }),
  ).toBe(0);
});
