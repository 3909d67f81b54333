import type { ElementHandle, Page } from '@playwright/test';
import { expect } from './app.ts';

/** What the window complains of: uncaught errors, the console's errors, and pictures and files that are not served. */
export class Complaints {
  readonly list: string[] = [];

  constructor(page: Page) {
    page.on('pageerror', (error) => this.list.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.list.push(`${message.text()} (${message.location().url})`);
    });
    page.on('requestfailed', (request) => this.list.push(`${request.url()}: ${request.failure()?.errorText ?? ''}`));
    page.on('response', (response) => {
      if (response.status() >= 400) this.list.push(`${response.url()}: ${response.status()}`);
    });
  }
}

/** Addresses of all pictures that the page shows, as images or as backgrounds of tiles. */
async function picturesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown = [...document.querySelectorAll<HTMLElement>('img, .tile')].filter((element) =>
      element.checkVisibility(),
    );
    const addresses = shown.map((element) =>
      element instanceof HTMLImageElement
        ? element.src
        : (/url\("(.+)"\)/.exec(element.style.backgroundImage)?.[1] ?? ''),
    );
    return [...new Set(addresses)];
  });
}

/** Every picture on the page is one: it is there, and decodes. @returns how many there are */
export async function expectPictures(page: Page): Promise<number> {
  let addresses: string[] = [];
  await expect
    .poll(async () => (addresses = await picturesOf(page)), { message: 'tiles without a picture' })
    .not.toContain('');
  await expect(page.getByText('cannot be read')).toHaveCount(0);
  const broken = await page.evaluate(async (urls) => {
    const decodes = urls.map(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode().catch(() => undefined);
      return image.naturalWidth > 0 ? [] : [url];
    });
    return (await Promise.all(decodes)).flat();
  }, addresses);
  expect(broken).toEqual([]);
  return addresses.length;
}

/** Every chart on the page has numbers, and a line was drawn. @returns their titles */
export async function expectCharts(page: Page): Promise<string[]> {
  const drawings = page.locator('.drawing[role="img"]');
  await expect(drawings.first()).toBeVisible();
  for (const drawing of await drawings.all()) {
    await expect(drawing).toHaveAttribute('aria-label', /; at the end .*\d/);
    await expect.poll(async () => inked(await drawing.locator('canvas').elementHandle())).toBe(true);
  }
  return page.locator('.panel h2').allTextContents();
}

/** Whether something with a colour of its own was drawn: axes and labels are grey. */
const inked = async (canvas: ElementHandle | null): Promise<boolean> =>
  (await canvas?.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    for (let at = 0; at < pixels.length; at += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.slice(at, at + 4);
      if (alpha > 100 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40) return true;
    }
    return false;
  })) ?? false;
