import { execFile, type ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';

const run = promisify(execFile);
const PATIENCE_MS = 60_000;

/**
 * Takes hold of the window of a packed app that was started with `--remote-debugging-port=0`. It refuses Node's
 * debugger, which Playwright drives unpacked apps through; Chromium's own, for pages, it has.
 */
export async function windowOf(program: ChildProcess): Promise<{ browser: Browser; page: Page }> {
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    program.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    program.once('exit', (code) => reject(new Error(`The app ended with ${code} before it had a window: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(address, { timeout: PATIENCE_MS });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('The app has no session.');
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  await page.waitForLoadState('domcontentloaded');
  return { browser, page };
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const named = (title: string): string[] => ['--onlyvisible', '--name', title];

/** Waits for a window of the system's and gives it the keyboard. @param title a regular expression */
async function systemWindow(title: string): Promise<void> {
  const { stdout } = await run('xdotool', ['search', '--sync', ...named(title)], { timeout: PATIENCE_MS });
  const [window = ''] = stdout.split('\n');
  await run('xdotool', ['windowfocus', '--sync', window]);
}

/** Presses a key until a window is gone: the first may come too early, or only take what is proposed to complete. */
async function pressUntilGone(title: string, key: string): Promise<void> {
  const isOpen = (): Promise<boolean> =>
    run('xdotool', ['search', ...named(title)]).then(
      () => true,
      () => false,
    );
  for (const until = Date.now() + PATIENCE_MS; await isOpen();) {
    if (Date.now() > until) throw new Error(`The window "${title}" does not take ${key}.`);
    await run('xdotool', ['key', key]);
    await wait(1000);
  }
}

/** Answers the system's own dialog for folders by keyboard, as a user who knows the path. */
export async function answerDialog(title: string, folder: string): Promise<void> {
  await systemWindow(title);
  // The first key makes the field for the path, which may lose what is typed meanwhile.
  await run('xdotool', ['type', folder.slice(0, 1)]);
  await wait(1000);
  await run('xdotool', ['type', '--delay', '60', folder.slice(1)]);
  await pressUntilGone(title, 'Return');
}

/** Closes the box in which the app says why it cannot open its window. */
export async function closeBox(): Promise<void> {
  await systemWindow('^Forger$');
  await pressUntilGone('^Forger$', 'Escape');
}
