import type { ElectronApplication, Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { launchElectron } from '../support/launch-electron.ts';

export const PROJECT = resolve(import.meta.dirname, '../..');
/** How long the app may take for what it does at once: beside other work, a machine of few cores is slow. */
export const PATIENCE_MS = 60_000;

/** The real built app on a library of its own. */
export interface RunningApp {
  electron: ElectronApplication;
  page: Page;
  /** The run store the app works on. */
  library: string;
  /** Where dialogs that ask for a folder answer. */
  dialogFolder: string;
}

const libraryIn = (home: string): string => join(home, 'library');

/** The app as a program of the system. @param folder of another Electron than that of the tests */
function program(
  home: string,
  folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'],
): { executablePath: string; args: string[]; env: Record<string, string> } {
  if (folder === undefined)
    throw new Error('ELECTRON_OVERRIDE_DIST_PATH is not set: run the tests with npm test or npm run test:e2e.');
  const root = process.getuid?.() === 0;
  return {
    executablePath: join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron'),
    args: [PROJECT, ...(root ? ['--no-sandbox'] : []), `--user-data-dir=${join(home, 'user-data')}`],
    env: { ...(process.env as Record<string, string>), FORGER_LIBRARY: libraryIn(home) },
  };
}

const command = (library: string, args: string[]): string[] => [
  join(PROJECT, 'out/main/cli.js'),
  ...args,
  '--library',
  library,
];

/** Ends a process and all that it started, without asking any of them. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return; // It never began.
  const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
  try {
    // Each leads a process group of its own; Windows has none, where Chromium's processes go with the first.
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // Gone already.
  }
  await gone;
}

/** Waits until the app has gone by itself. */
export const gone = ({ electron }: RunningApp): Promise<unknown> =>
  electron.waitForEvent('close', { timeout: PATIENCE_MS });

/** Quits the app as its menu does, where nothing is left that it would ask about. */
export async function quit(app: RunningApp): Promise<void> {
  const ending = gone(app);
  // Does not settle while the app stays.
  await Promise.race([app.electron.close(), ending]);
  await ending;
}

/** Starts programs for a test, and ends those that are left. */
export class Started {
  readonly #home: string;
  readonly #children: ChildProcess[] = [];

  /** @param home where an app's library and settings lie, unless another folder is named */
  constructor(home: string) {
    this.#home = home;
  }

  /**
   * @param paths what the app is to open with its start
   * @param folder of another Electron than that of the tests
   */
  async launch(
    environment: Record<string, string> = {},
    home = this.#home,
    paths: readonly string[] = [],
    folder?: string,
  ): Promise<RunningApp> {
    const dialogFolder = join(home, 'chosen');
    const { executablePath, args, env } = program(home, folder);
    const { electron, page } = await launchElectron(
      {
        executablePath,
        args: [...args, ...paths],
        env: { ...env, FORGER_TEST_DIALOG_PATH: dialogFolder, ...environment },
      },
      PATIENCE_MS,
    );
    this.#keep(electron.process());
    electron.context().setDefaultTimeout(PATIENCE_MS);
    await page.waitForLoadState('domcontentloaded');
    return { electron, page, library: libraryIn(home), dialogFolder };
  }

  /**
   * Starts the app while it runs, as a click on its icon or on a file of its does; this second one goes by itself.
   * @returns its exit code
   */
  async launchAgain(paths: readonly string[] = [], cwd = this.#home): Promise<number | null> {
    const { executablePath, args, env } = program(this.#home);
    const second = spawn(executablePath, [...args, ...paths], { env, cwd, stdio: 'ignore', detached: true });
    const [code] = (await once(this.#keep(second), 'exit')) as [number | null];
    return code;
  }

  /** @returns what the command line prints; throws when the command fails */
  async forger(library: string, ...args: string[]): Promise<string> {
    const child = this.#keep(
      spawn(process.execPath, command(library, args), { stdio: ['ignore', 'pipe', 'pipe'], detached: true }),
    );
    const ended = once(child, 'exit') as Promise<[number | null]>;
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0) throw new Error(`forger ${args.join(' ')} ended with ${code}: ${errors}`);
    return output;
  }

  /** A command that goes on until it is ended. */
  forgerUntilEnded(library: string, ...args: string[]): ChildProcess {
    return this.#keep(spawn(process.execPath, command(library, args), { stdio: 'ignore', detached: true }));
  }

  async endAll(): Promise<void> {
    await Promise.all(this.#children.map(end));
  }

  #keep<Child extends ChildProcess>(child: Child): Child {
    this.#children.push(child);
    return child;
  }
}
