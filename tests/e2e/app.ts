import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const PROJECT = resolve(import.meta.dirname, '../..');

/** The real built app on a library of its own. */
export interface RunningApp {
  electron: ElectronApplication;
  page: Page;
  /** The run store the app works on. */
  library: string;
  /** Where dialogs that ask for a folder answer. */
  dialogFolder: string;
}

export function electronBinary(): string {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (folder === undefined)
    throw new Error('ELECTRON_OVERRIDE_DIST_PATH is not set: run the tests with npm test or npm run test:e2e.');
  return join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron');
}

/** Starts the app; the caller closes it. */
export async function launch(home: string, extraEnvironment: Record<string, string> = {}): Promise<RunningApp> {
  const library = join(home, 'library');
  const dialogFolder = join(home, 'chosen');
  const root = process.getuid?.() === 0;
  const electron = await _electron.launch({
    executablePath: electronBinary(),
    args: [PROJECT, ...(root ? ['--no-sandbox'] : []), `--user-data-dir=${join(home, 'user-data')}`],
    env: {
      ...(process.env as Record<string, string>),
      FORGER_LIBRARY: library,
      FORGER_TEST_DIALOG_PATH: dialogFolder,
      ...extraEnvironment,
    },
  });
  const page = await electron.firstWindow();
  await page.waitForLoadState('domcontentloaded');
  return { electron, page, library, dialogFolder };
}

/** Gives each test a fresh home and the app running in it. */
export const test = base.extend<{ home: string; app: RunningApp }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the destructuring to find what a fixture needs.
  home: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), 'forger-e2e-'));
    await use(home);
    await rm(home, { recursive: true, force: true });
  },
  app: async ({ home }, use) => {
    const app = await launch(home);
    await use(app);
    await app.electron.close();
  },
});

export { expect } from '@playwright/test';
