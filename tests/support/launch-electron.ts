import { _electron, type ElectronApplication, type Page } from '@playwright/test';

export interface Launched {
  electron: ElectronApplication;
  page: Page;
}

type LaunchOptions = NonNullable<Parameters<typeof _electron.launch>[0]>;

const TRIES = 3;

async function attempt(options: LaunchOptions, timeout: number): Promise<Launched> {
  const electron = await _electron.launch({ ...options, timeout });
  try {
    return { electron, page: await electron.firstWindow({ timeout }) };
  } catch (error) {
    electron.process().kill('SIGKILL');
    throw error;
  }
}

/**
 * Electron with its first window. Beside other work Chromium now and then hangs before it has a page, of which an app knows
 * nothing: then another is started, and the tests say so. An app that never gets a window fails each time.
 * @param patience ms each try may take
 */
export async function launchElectron(options: LaunchOptions, patience: number): Promise<Launched> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt(options, patience);
    } catch (error) {
      if (tried === TRIES) throw error;
      console.warn(`Electron had no window after ${patience / 1000} s: started once more.`, error);
    }
  }
}
