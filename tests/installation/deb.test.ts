import { execFile, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect as expectElement, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LINUX_HOME, LINUX_START, PACKAGE } from '../../build/packaging/facts.mjs';
import { debName } from '../../build/packaging/linux/deb.mjs';
import { ask } from '../e2e/app.ts';
import { firstJourney, PATIENCE } from '../packaging/journey.ts';
import { listing } from '../packaging/listing.ts';
import { enter, HOME, leave, runIn } from '../packaging/room.ts';
import { windowOf } from '../packaging/window.ts';
import { makeFreshRoot, type FreshRoot } from './fresh-root.ts';

const DIST = resolve(import.meta.dirname, '../../dist');
/** This code under an older name, as build/checks/packages.mjs made it. */
const { FORGER_EARLIER: EARLIER = '' } = process.env;
const run = promisify(execFile);
const RUNS = join('Forger', 'runs');
const CONFIG = { preset: 'fashion-gan-torch', dataset: 'fashion-mnist', device: 'cpu', seed: 7 };
const LONG = 3000;
const SHORT = 200;
const PATIENT = { timeout: 600_000, interval: 1000 };

let root: FreshRoot;
let before: string[] = [];
const programs: ChildProcess[] = [];

/** Runs Forger's command line as the ordinary user, without a display. */
const forger = (...words: string[]): Promise<string> => runIn(root.room, ['forger', ...words], { DISPLAY: '' });

async function start(...words: string[]): Promise<{ browser: Browser; page: Page; end: () => Promise<void> }> {
  const program = enter(root.room, [LINUX_START, '--remote-debugging-port=0', ...words]);
  programs.push(program);
  const { browser, page } = await windowOf(program);
  return { browser, page, end: () => leave(program) };
}

const install = async (version: string): Promise<string> => {
  const name = debName(version, process.arch);
  const file = await root.bring(join(DIST, name), name);
  return root.administer('apt-get', 'install', '-y', '-q', '--no-install-recommends', file);
};

interface Status {
  state: string;
  step: number;
}
const statusOf = async (id: string): Promise<Status> =>
  JSON.parse(await readFile(join(root.home, RUNS, id, 'status.json'), 'utf8')) as Status;
const finishes = (id: string): Promise<void> =>
  expect.poll(async () => (await statusOf(id)).state, PATIENT).toBe('finished');

/** The fingerprint of a run of so many steps that nothing came between. */
async function reference(steps: number): Promise<string> {
  const settings = Object.entries(CONFIG).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const trained = JSON.parse(await forger('train', ...settings, '--steps', String(steps), '--json')) as { id: string };
  return fingerprint(trained.id);
}
const fingerprint = async (id: string): Promise<string> =>
  (JSON.parse(await forger('fingerprint', id, '--json')) as { sha256: string }).sha256;

beforeAll(async () => {
  root = await makeFreshRoot();
  // What dependencies leave behind when they are removed is theirs: the user of the message bus, for one.
  const relations = await run('dpkg-deb', ['--field', join(DIST, debName(EARLIER, process.arch)), 'Depends']);
  await root.administer('apt-get', 'satisfy', '-y', '-q', '--no-install-recommends', relations.stdout.trim());
  before = await listing(root.folder);
}, 600_000);
afterAll(async () => {
  await Promise.all(programs.map(leave));
  await root.remove();
});

test('installs with its declared dependencies, where there is no Node.js, no Python and no compiler', async () => {
  await install(EARLIER);
  for (const absent of ['node', 'python3', 'gcc', 'cc'])
    await expect(runIn(root.room, ['sh', '-c', `command -v ${absent}`]), absent).rejects.toThrow();
  expect(await forger('--version')).toBe(`${EARLIER}\n`);
}, 600_000);

test('the window trains, exports and imports', async () => {
  const { page, end } = await start();
  expect(await firstJourney(page, root.home)).toContain('model.json');
  await end();
}, 600_000);

test('a training that was killed goes on, and ends as one that was not', async () => {
  const first = await start();
  const { id } = await ask<{ id: string }>(first.page, 'runs.start', {
    config: { ...CONFIG, steps: LONG, 'checkpoint.everySteps': 50 },
  });
  await expect.poll(async () => (await statusOf(id)).step, PATIENT).toBeGreaterThan(100);
  await first.end();
  expect((await statusOf(id)).state).toBe('training');
  const second = await start();
  await ask(second.page, 'runs.resume', { id });
  await finishes(id);
  await second.end();
  expect(await fingerprint(id)).toBe(await reference(LONG));
}, 900_000);

test('an update while it trains takes nothing from what trains, nor from what waits', async () => {
  const { page, end } = await start();
  const begin = async (steps: number): Promise<string> =>
    (await ask<{ id: string }>(page, 'runs.start', { config: { ...CONFIG, steps } })).id;
  const long = await begin(LONG);
  const short = await begin(SHORT);
  await expect.poll(async () => (await statusOf(long)).step, PATIENT).toBeGreaterThan(10);
  await install(PACKAGE.version);
  expect((await statusOf(long)).state, 'the update took longer than the training').toBe('training');
  expect(await forger('--version')).toBe(`${PACKAGE.version}\n`);
  const folders = (await readdir(join(root.folder, LINUX_HOME))).filter((name) => /^\d/.test(name));
  expect(folders).toHaveLength(2);

  await finishes(long);
  await finishes(short);
  await end();
  expect(await fingerprint(long)).toBe(await reference(LONG));
  expect(await fingerprint(short)).toBe(await reference(SHORT));

  // The old version goes when it is no longer used.
  await root.administer(`/var/lib/dpkg/info/${PACKAGE.name}.postinst`, 'configure', PACKAGE.version);
  expect((await readdir(join(root.folder, LINUX_HOME))).filter((name) => /^\d/.test(name))).toHaveLength(1);
}, 1_200_000);

test('a run file opens by what the desktop entry calls', async () => {
  const [id = ''] = await readdir(join(root.home, RUNS));
  const file = join(HOME, 'a run ü.forger.zip');
  await forger('bundle', id, '--out', file);
  const type = await runIn(root.room, ['sh', '-c', 'grep forger /usr/share/mime/globs2']);
  expect(type).toContain('application/x-forger-run:*.forger.zip');
  const { page, end } = await start(file);
  await expectElement(page.getByText(/is here already, and stays as it is/)).toBeVisible(PATIENCE);
  await end();
}, 300_000);

test('nothing of it is left after a purge', async () => {
  await root.administer('apt-get', 'purge', '-y', '-q', PACKAGE.name);
  expect(existsSync(join(root.folder, LINUX_HOME))).toBe(false);
  expect(await listing(root.folder)).toEqual(before);
}, 300_000);
