import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './app.ts';

const COUNT = 30;
const SIDE = 32;

/** Outlines of discs, and the discs filled, named alike but for their endings; the last outline has no disc. */
async function makePairs(folder: string): Promise<void> {
  const drawn = (paint: string, radius: number): Promise<Buffer> =>
    sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="${SIDE}" height="${SIDE}"/><circle cx="16" cy="16" r="${radius}" ${paint}/></svg>`,
      ),
    )
      .png()
      .toBuffer();
  for (const side of ['trainA', 'trainB']) await mkdir(join(folder, side), { recursive: true });
  for (let at = 0; at <= COUNT; at += 1) {
    const radius = 3 + (at * 11) / COUNT;
    await writeFile(join(folder, 'trainA', `${at}.png`), await drawn('fill="none" stroke="white"', radius));
    if (at < COUNT)
      await sharp(await drawn('fill="white"', radius))
        .jpeg()
        .toFile(join(folder, 'trainB', `${at}.jpg`));
  }
}

test('a folder of inputs and targets: the look says that they may be pairs, and they are taken so', async ({ app }) => {
  const { page, dialogFolder } = app;
  await makePairs(dialogFolder);
  await page.getByRole('button', { name: 'Use my own images' }).click();
  const found = page.getByRole('region', { name: 'What I found' });
  const take = found.getByRole('button', { name: 'Take as pairs' });

  await test.step('the look finds them, and takes them where it is told to', async () => {
    await expect(page.getByText(`Looked at ${2 * COUNT + 1} files`)).toBeVisible({ timeout: 60_000 });
    await expect(found).toContainText('"trainA" and "trainB" name their pictures alike');
    await take.click();
    await expect(page.getByText(`Looked at ${COUNT} pairs`)).toBeVisible({ timeout: 60_000 });
    await expect(found).toContainText('Without a partner');
    await expect(take).toBeHidden();
    await expect(page.locator('dl', { hasText: 'Target' })).toHaveText(/Input\s*"trainA"\s*Target\s*"trainB"/);
  });

  await test.step('the preview shows each input beside its target, swapped and back', async () => {
    await page.getByRole('radiogroup', { name: 'Size in pixels' }).getByText('32', { exact: true }).click();
    const first = page
      .getByRole('list', { name: /^Pictures/ })
      .locator('canvas')
      .first();
    /** How much of the left half and of the right one is light. */
    const light = (): Promise<readonly number[]> =>
      first.evaluate((element) => {
        const canvas = element as unknown as {
          width: number;
          height: number;
          getContext(kind: '2d'): { getImageData(x: number, y: number, w: number, h: number): { data: Uint8Array } };
        };
        const half = canvas.width / 2;
        return [0, half].map((x) => {
          const { data } = canvas.getContext('2d').getImageData(x, 0, half, canvas.height);
          return data.reduce((sum, value, at) => sum + (at % 4 === 0 ? value : 0), 0);
        });
      });
    const targetIs = async (side: 0 | 1): Promise<void> => {
      await expect(first).toBeVisible({ timeout: 60_000 });
      await expect
        .poll(async () => {
          const [left = 0, right = 0] = await light();
          return left === right ? null : Number(right > left);
        })
        .toBe(side);
    };
    await targetIs(1);
    await page.getByRole('button', { name: 'Swap inputs and targets' }).click();
    await expect(page.getByText(`Looked at ${COUNT} pairs`)).toBeVisible({ timeout: 60_000 });
    await targetIs(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await targetIs(1);
  });

  await test.step('they are imported, and the data set says what it holds', async () => {
    await page.getByRole('button', { name: `Import ${COUNT} pairs` }).click();
    await expect(page.getByRole('complementary', { name: 'Report' })).toContainText(`${COUNT} pairs`, {
      timeout: 60_000,
    });
    await page.getByRole('button', { name: /^Data sets \d/ }).click();
    await page
      .getByRole('list', { name: 'Data sets' })
      .getByRole('button', { name: new RegExp(`${COUNT} pairs`) })
      .click();
    const about = page.getByRole('complementary', { name: /^About / });
    await expect(about).toContainText(`${SIDE} × ${SIDE}, grey, input and target each`);
    await expect(about).toContainText(`${COUNT}.png`);
    await expect(about).toContainText('has no partner in "trainB"');
    await page.getByRole('button', { name: 'Pair 1, enlarge' }).click();
    await expect(page.getByRole('dialog')).toContainText(`Pair 1 of ${COUNT}, input | target`);
  });
});
