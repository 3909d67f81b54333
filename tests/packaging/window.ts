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

/** Answers the system's own dialog for folders by keyboard, as a user who knows the path. */
export async function answerDialog(title: string, folder: string): Promise<void> {
  const named = ['--onlyvisible', '--name', title];
  const { stdout } = await run('xdotool', ['search', '--sync', ...named], { timeout: PATIENCE_MS });
  const [dialog = ''] = stdout.split('\n');
  const isOpen = (): Promise<boolean> =>
    run('xdotool', ['search', ...named]).then(
      () => true,
      () => false,
    );
  await run('xdotool', ['windowfocus', '--sync', dialog]);
  // The first key makes the field for the path, which may lose what is typed meanwhile.
  await run('xdotool', ['type', folder.slice(0, 1)]);
  await wait(1000);
  await run('xdotool', ['type', '--delay', '60', folder.slice(1)]);
  // The first Return may only take what the dialog proposes to complete.
  for (const until = Date.now() + PATIENCE_MS; await isOpen();) {
    if (Date.now() > until) throw new Error(`The dialog "${title}" does not take ${folder}.`);
    await run('xdotool', ['key', 'Return']);
    await wait(1000);
  }
}

/** Closes the box in which the app says why it cannot open its window. */
export async function closeBox(): Promise<void> {
  const named = ['search', '--sync', '--onlyvisible', '--name', '^Forger$'];
  const [box = ''] = (await run('xdotool', named, { timeout: PATIENCE_MS })).stdout.split('\n');
  await run('xdotool', ['windowfocus', '--sync', box]);
  await run('xdotool', ['key', 'Escape']);
}
