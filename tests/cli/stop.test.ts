import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { RunStatus } from '../../electron/shared/run.ts';
import { Library } from '../../electron/store/index.ts';
import { folderWith } from '../setup/support/folder.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) {
    const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    try {
      // It leads a group of its own, in which everything is that it started.
      process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    await gone;
  }
});

/** npm as it trains a run without end, into a library by its path from where the person stands. */
async function training(): Promise<{ npm: ChildProcess; status: () => Promise<RunStatus | null>; library: string }> {
  const folder = await folderWith();
  const settings = ['--preset', 'fashion-gan-torch', '--dataset', 'fashion-mnist', '--batch', '8', '--epochs', '1000'];
  const arguments_ = ['--prefix', PROJECT, 'run', 'forger', '--', 'train', ...settings, '--library', 'mine'];
  const npm = spawn('npm', arguments_, { cwd: folder, detached: true, stdio: 'ignore' });
  started.push(npm);
  const library = join(folder, 'mine');
  const status = async (): Promise<RunStatus | null> => {
    const opened = await Library.open(library);
    const [run] = await opened.listRuns();
    return run?.status ?? null;
  };
  await until(async () => ((await status())?.step ?? 0) > 0);
  return { npm, status, library };
}

async function until(true_: () => Promise<boolean>): Promise<void> {
  while (!(await true_())) await wait(200);
}

test.each([
  // By its end, of which npm says nothing.
  ['npm alone', 'SIGKILL'],
  ['npm alone', 'SIGHUP'],
  ['npm alone', 'SIGTERM'],
  // As a terminal, a service manager and "timeout" do: each of them gets it, and then sees the others go.
  ['npm and all that it started', 'SIGTERM'],
  ['npm and all that it started', 'SIGINT'],
] as const)('%s gets %s: what it trains ends with a checkpoint', async (who, signal) => {
  const { npm, status, library } = await training();
  const { pid = Number.NaN } = npm;
  process.kill(who === 'npm alone' ? pid : -pid, signal);
  await until(async () => (await status())?.state !== 'training');
  const ended = await status();
  expect(ended?.state).toBe('stopped');
  const opened = await Library.open(library);
  const [run] = await opened.listRuns();
  expect((await opened.listCheckpoints(run?.id ?? '')).at(-1)?.step).toBe(ended?.step);
});
