import { expect, test } from './window.ts';

/** Of any size of the window: tiles in view, and three rows beyond each edge. */
const MOST_TILES = 700;

test('a million images are looked through to the last one with few of them drawn and asked for', async ({
  screens,
}) => {
  const { page } = screens;
  for (const size of ['base', 'zoomed'] as const) {
    await screens.open('million', 'dark', size);
    await page
      .getByRole('button', { name: /^Data sets/ })
      .first()
      .click();
    const box = page.getByRole('region', { name: /^Images of/ });
    const tiles = box.locator('li');
    for (const tile of ['Small', 'Large']) {
      await page.getByRole('radiogroup', { name: 'Size' }).getByText(tile).click();
      await expect(box.getByRole('button', { name: /^Image 1,/ })).toBeVisible();
      expect(await tiles.count()).toBeLessThan(MOST_TILES);
      // By the bar, to the end.
      await box.evaluate((element) => (element.scrollTop = element.scrollHeight));
      const last = box.getByRole('button', { name: /^Image 1,000,000,/ });
      await expect(last).toBeInViewport();
      // By a key, to the beginning and back.
      await last.focus();
      await page.keyboard.press('Home');
      await expect(box.getByRole('button', { name: /^Image 1,/ })).toBeFocused();
      await page.keyboard.press('End');
      await expect(last).toBeFocused();
      await page.keyboard.press('ArrowUp');
      await expect(box.locator('button:focus')).toBeInViewport();
      expect(await tiles.count()).toBeLessThan(MOST_TILES);
    }
  }
  // Some pages of 120 around each place, of the 8,334 that there are.
  expect(await page.evaluate(() => window.asked.size)).toBeLessThan(60);
  expect(screens.complaints).toEqual([]);
});
