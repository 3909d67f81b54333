import { test as base, type ElectronApplication, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchElectron } from '../../support/launch-electron.ts';
import { BUILT, PROJECT } from './build.ts';

/** How long a start of Electron may take on a busy machine. */
const PATIENCE_MS = 60_000;

export type Size = 'base' | 'small' | 'zoomed';
export type Theme = 'dark' | 'light';

/** Width and height of the window in device pixels, and the zoom of the page. */
const SIZES: Record<Size, [number, number, number]> = {
  base: [1440, 900, 1],
  small: [1100, 700, 1],
  zoomed: [1440, 900, 2],
};

/** The built window over the made-up library. */
export class Screens {
  readonly #electron: ElectronApplication;

  /** What the page complained about since it was opened. */
  readonly complaints: string[] = [];

  constructor(
    electron: ElectronApplication,
    readonly page: Page,
  ) {
    this.#electron = electron;
    page.on('console', (message) => {
      // Playwright itself evaluates text, which the policy on trusted types reports.
      if (message.type() === 'error' && !message.text().includes('TrustedScript')) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  async open(scene: string, theme: Theme, size: Size): Promise<void> {
    this.complaints.length = 0;
    await this.#resize(size);
    // Each scene begins as if none had been before it: the window remembers choices.
    await this.page.evaluate((choice) => {
      localStorage.clear();
      localStorage.setItem('forger.theme', choice);
    }, theme);
    await this.page.goto(`forger://app/index.html?scene=${scene}`);
    await this.page.locator('main').first().waitFor();
  }

  /** What is open in another look, but for what is drawn on a canvas. */
  async change(theme: Theme, size: Size): Promise<void> {
    await this.#resize(size);
    await this.page.evaluate((choice) => {
      document.documentElement.dataset['theme'] = choice;
    }, theme);
  }

  async #resize(size: Size): Promise<void> {
    await this.#electron.evaluate(({ BrowserWindow }, [width, height, zoom]) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(width, height);
      window?.webContents.setZoomFactor(zoom);
    }, SIZES[size]);
  }

  /** The window as it is drawn, at its own number of pixels. */
  async picture(): Promise<Buffer> {
    // No tooltip of where the pointer happens to be.
    await this.page.mouse.move(0, 1);
    const png = await this.#electron.evaluate(async ({ BrowserWindow }) => {
      const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage();
      return image?.toPNG().toString('base64') ?? '';
    });
    return Buffer.from(png, 'base64');
  }
}

export const test = base.extend<object, { screens: Screens }>({
  screens: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the destructuring to find what a fixture needs.
    async ({}, use) => {
      const profile = await mkdtemp(join(tmpdir(), 'forger-screens-profile-'));
      const { electron, page } = await launchElectron(
        {
          executablePath: join(
            process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '',
            process.platform === 'win32' ? 'electron.exe' : 'electron',
          ),
          args: [
            ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
            `--user-data-dir=${profile}`,
            join(BUILT, 'main.cjs'),
          ],
          env: { ...(process.env as Record<string, string>), SCREENS_PROJECT: PROJECT },
        },
        PATIENCE_MS,
      );
      await page.locator('main').first().waitFor();
      await use(new Screens(electron, page));
      await electron.close();
      await rm(profile, { recursive: true });
    },
    // Room for all tries of a start.
    { scope: 'worker', timeout: 4 * PATIENCE_MS },
  ],
});

export { expect } from '@playwright/test';
