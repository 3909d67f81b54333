import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { decodeAnimation } from '../export/support/animation.ts';
import { expect, quit, test } from './app.ts';
import { openExported } from './exported-model.ts';

/** Moves a slider as the arrow keys do. */
const slide = (slider: Locator, value: number): Promise<void> => slider.fill(String(value));

test('styles: sliders of truncation and mixing, for a walk in the window and in the exported page', async ({
  app,
  started,
}) => {
  const { page, library, dialogFolder } = app;
  await mkdir(dialogFolder, { recursive: true });
  const narrow = ['--set', 'network.width=0.03125', '--set', 'samples.count=4', '--batch', '8', '--steps', '3'];
  await started.forger(library, 'train', '--preset', 'stylegan2', '--dataset', 'fashion-mnist', ...narrow);

  await test.step('a walk at ψ = 0 stands still at the mean picture, and one of another seed’s styles does not', async () => {
    await page
      .getByRole('button', { name: /fashion-mnist|StyleGAN2|Finished/i })
      .first()
      .click();
    await page.getByRole('tab', { name: 'Gallery' }).click();
    await page.getByRole('button', { name: 'Animate…' }).click();
    const dialog = page.getByRole('dialog');
    const picturesOf = async (): Promise<{ frames: number; tiles: number }> => {
      await expect(dialog.getByText(/about [\d.]+ [kM]B/)).toBeVisible({ timeout: 60_000 });
      await dialog.getByRole('button', { name: 'Save as…' }).click();
      await expect(dialog.getByRole('heading', { name: 'Animation saved' })).toBeVisible({ timeout: 60_000 });
      const file = (await readdir(dialogFolder)).find((name) => name.endsWith('-walk.webp')) ?? '';
      const { frames, width } = await decodeAnimation(await readFile(join(dialogFolder, file)));
      await dialog.getByRole('button', { name: 'Make another' }).click();
      const [first = new Uint8Array()] = frames;
      const side = (width / 2) * 3;
      const tile = (left: number, top: number): string => {
        const rows = Array.from({ length: width / 2 }, (_, row) => {
          const from = ((top * width) / 2 + row) * width * 3 + left * side;
          return first.subarray(from, from + side).join();
        });
        return rows.join();
      };
      return {
        frames: new Set(frames.map((frame) => frame.join())).size,
        tiles: new Set([tile(0, 0), tile(1, 0), tile(0, 1), tile(1, 1)]).size,
      };
    };
    await dialog.getByText('A latent walk').click();
    await dialog.getByText('WebP').click();
    await dialog.getByRole('radio', { name: '4', exact: true }).check({ force: true });
    await slide(dialog.getByRole('slider', { name: 'Frames of the loop' }), 24);
    await dialog.getByRole('switch', { name: /^Label in a strip/ }).uncheck({ force: true });
    const psi = dialog.getByRole('slider', { name: /^Truncation/ });
    const layer = dialog.getByRole('slider', { name: /^The first Style layer/ });
    await expect(layer).toHaveAttribute('aria-valuetext', 'none');
    expect(await picturesOf()).toEqual({ frames: 24, tiles: 4 });
    await slide(psi, 0);
    await expect(dialog.getByText('ψ = 0', { exact: true })).toBeVisible();
    expect(await picturesOf()).toEqual({ frames: 1, tiles: 1 });
    // All styles of another seed: no walk, but four pictures.
    await slide(psi, 1);
    await slide(layer, 0);
    await expect(dialog.getByText(/^from 1 of \d+$/)).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Other styles' })).toBeVisible();
    expect(await picturesOf()).toEqual({ frames: 1, tiles: 4 });
    await page.keyboard.press('Escape');
  });

  const exported = await test.step('the generator is exported', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Choose a folder and export' }).click();
    await expect(page.getByRole('dialog', { name: 'Generator exported' })).toBeVisible();
    const folder = (await readdir(dialogFolder)).find((name) => !name.endsWith('.webp'));
    if (folder === undefined) throw new Error('Nothing was exported.');
    return join(dialogFolder, folder);
  });

  await test.step('its page has both sliders', async () => {
    const opened = await openExported(app, exported);
    const said = opened.getByRole('status');
    const drawing = (): Promise<string> =>
      opened.locator('#samples').evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
    const psi = opened.getByRole('slider', { name: 'Truncation ψ' });
    const layer = opened.getByRole('slider', { name: 'from layer' });
    await expect(said).toHaveText('64 samples from seed 1');
    const first = await drawing();
    await slide(psi, 0.5);
    await expect(said).toHaveText('64 samples from seed 1, ψ = 0.5');
    const calm = await drawing();
    expect(calm).not.toBe(first);
    await slide(psi, 1);
    await expect(said).toHaveText('64 samples from seed 1');
    expect(await drawing()).toBe(first);

    await slide(layer, 1);
    await expect(said).toHaveText('64 samples from seed 1, styles of seed 2 from layer 1 on');
    const others = await drawing();
    expect(others).not.toBe(first);
    await slide(layer, 3);
    await expect(said).toHaveText('64 samples from seed 1, styles of seed 2 from layer 3 on');
    expect([first, others]).not.toContain(await drawing());
    await layer.press('End');
    await expect(said).toHaveText('64 samples from seed 1');
    expect(await drawing()).toBe(first);
    // The other seed by itself.
    await opened.getByRole('button', { name: 'New samples' }).click();
    await expect(said).toHaveText('64 samples from seed 2');
    expect(await drawing()).toBe(others);
  });
  await quit(app);
});
