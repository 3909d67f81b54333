import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { encode } from 'fast-png';
import { expect, quit, test } from './app.ts';
import { openExported, translated } from './exported-model.ts';

const SIDE = 28;

/** A setting that is folded away, found by its words as a user would. */
async function setFound(page: Page, label: string, value: string): Promise<void> {
  const search = page.getByRole('searchbox', { name: 'Find a setting' });
  await search.fill(label);
  await page.getByRole('textbox', { name: label, exact: true }).fill(value);
  await search.fill('');
}

/** Greys of a canvas of the exported page, a row after the other. */
const greysOf = (page: Page, id: string): Promise<number[]> =>
  page.locator(`#${id}`).evaluate((element) => {
    interface Canvas {
      width: number;
      height: number;
      getContext(kind: '2d'): { getImageData(x: number, y: number, w: number, h: number): { data: Uint8Array } };
    }
    const canvas = element as unknown as Canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return Array.from(data).filter((_, at) => at % 4 === 0);
  });

test('pairs: a recipe that learns from them, its samples, and a page that takes a drawing', async ({
  app,
  started,
  home,
}) => {
  const { page, library, dialogFolder } = app;
  await mkdir(dialogFolder, { recursive: true });
  await started.forger(library, 'import', 'clothes-pairs');

  await test.step('pairs are offered the recipe for pairs, and the others say why not', async () => {
    await page
      .getByRole('button', { name: /^New run/ })
      .first()
      .click();
    await page.getByRole('radio', { name: /Outlines to clothes/ }).check({ force: true });
    await expect(page.getByRole('radio', { name: /^pix2pix/ }).first()).toBeChecked();
    await expect(page.getByText('1 of', { exact: false }).first()).toContainText('pairs of 28 × 28');
    const recipes = page.getByRole('searchbox', { name: 'Find a recipe' });
    await recipes.fill('dcgan-64');
    await expect(page.getByText(/and DCGAN makes single images/)).toBeVisible();
    await recipes.fill('');
    await expect(page.getByLabel('Batch', { exact: true })).toHaveValue('1');
    await page.getByLabel('Steps', { exact: true }).fill('40');
    await setFound(page, 'Width', '0.0625');
    await setFound(page, 'Samples per grid', '9');
    await page.getByRole('button', { name: /^Start/ }).click();
    await expect(page.getByRole('main').getByText('Finished').first()).toBeVisible({ timeout: 240_000 });
  });

  await test.step('samples show input, output and target', async () => {
    await expect(page.getByText('9 fixed inputs: input | output | target')).toBeVisible();
    await page.getByRole('tab', { name: 'Gallery' }).click();
    await expect(page.getByText('input | output | target', { exact: true }).last()).toBeVisible();
    await page.getByRole('button', { name: 'What D says…' }).click();
    await expect(page.getByRole('dialog')).toContainText(/Sample \d/);
    await page.keyboard.press('Escape');
  });

  const exported = await test.step('the generator is exported', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Choose a folder and export' }).click();
    await expect(page.getByRole('dialog', { name: 'Generator exported' })).toContainText('a drawing or a picture');
    const [folder] = await readdir(dialogFolder);
    if (folder === undefined) throw new Error('Nothing was exported.');
    return join(dialogFolder, folder);
  });

  await test.step('its page makes of a drawing what plain tfjs makes of it', async () => {
    const opened = await openExported(app, exported);
    const drawn = (): Promise<number> =>
      opened.locator('#output').evaluate((canvas) => Number((canvas as HTMLElement).dataset['drawn'] ?? 0));
    await expect(opened.getByRole('status')).toHaveText('Draw with the pointer, or open a picture.');
    // The window is hidden, where no frame is drawn unless it is asked for one.
    await opened.evaluate(() => {
      window.requestAnimationFrame = (call) => window.setTimeout(() => call(performance.now()));
    });
    const example = await greysOf(opened, 'drawing');
    expect(new Set(example).size).toBeGreaterThan(1);

    await opened.getByRole('button', { name: 'Clear' }).click();
    expect(new Set(await greysOf(opened, 'drawing'))).toEqual(new Set([0]));
    const before = await drawn();
    const paper = opened.locator('#drawing');
    const at = (type: string, x: number, y: number): Promise<void> =>
      paper.evaluate(
        (canvas, [type, x, y]) => {
          // Events that no pointer made cannot be captured.
          (canvas as HTMLElement).setPointerCapture = () => undefined;
          const box = canvas.getBoundingClientRect();
          const place = { clientX: box.left + x * box.width, clientY: box.top + y * box.height };
          canvas.dispatchEvent(new PointerEvent(type, { ...place, button: 0, bubbles: true, pointerId: 1 }));
        },
        [type, x, y] as const,
      );
    await at('pointerdown', 0.25, 0.25);
    await at('pointermove', 0.75, 0.25);
    await at('pointermove', 0.75, 0.75);
    await at('pointerup', 0.75, 0.75);
    await expect.poll(drawn).toBeGreaterThan(before);
    const drawing = await greysOf(opened, 'drawing');
    expect(drawing.filter((grey) => grey === 255).length).toBeGreaterThan(20);
    expect(new Set(drawing)).toEqual(new Set([0, 255]));
    const expected = await translated(exported, drawing, SIDE);
    const shown = async (): Promise<number> => {
      const output = await greysOf(opened, 'output');
      return Math.max(...output.map((grey, place) => Math.abs(grey - (expected[place] ?? Number.NaN))));
    };
    await expect.poll(shown).toBeLessThanOrEqual(1);

    await opened.getByRole('button', { name: 'Undo' }).click();
    expect(new Set(await greysOf(opened, 'drawing'))).toEqual(new Set([0]));

    const picture = join(home, 'square.png');
    const grey = Uint8Array.from({ length: 56 * 56 }, (_, place) => (place % 56 > 20 && place % 56 < 36 ? 255 : 0));
    await writeFile(picture, encode({ width: 56, height: 56, channels: 1, data: grey }));
    await opened.locator('#file').setInputFiles(picture);
    await expect(opened.getByRole('status')).toHaveText('square.png, as 28 × 28 pixels');
    expect(Math.max(...(await greysOf(opened, 'drawing')))).toBe(255);
    await writeFile(picture, 'no picture');
    await opened.locator('#file').setInputFiles(picture);
    await expect(opened.getByRole('status')).toContainText('is no picture that this browser can read');
  });
  await quit(app);
});
