import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveName } from '../../build/packaging/targets.mjs';
import { PACKAGE } from '../../build/packaging/facts.mjs';
import { firstJourney } from '../packaging/journey.ts';
import { enter, HOME, leave, runIn } from '../packaging/room.ts';
import { closeBox, windowOf } from '../packaging/window.ts';

const ARCHIVE = join(resolve(import.meta.dirname, '../../dist'), archiveName('tar.gz', PACKAGE.version));
/** Everything that has a meaning in some shell, address or pattern. */
const FOLDER = 'Meine Räume #1 100%25';

let home = '';
let place = '';
const programs: ChildProcess[] = [];

/** @param namespaces whether the system lets programs make user namespaces */
const start = (namespaces: boolean): ReturnType<typeof enter> => {
  const program = enter({ home, namespaces }, [place, '--remote-debugging-port=0']);
  programs.push(program);
  return program;
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-archive-'));
  await chmod(home, 0o755);
  const folder = join(home, FOLDER);
  await mkdir(folder);
  await promisify(execFile)('tar', ['--extract', '--no-same-owner', '--file', ARCHIVE, '--directory', folder]);
  const [name = ''] = await readdir(folder);
  place = join(HOME, FOLDER, name, PACKAGE.name);
}, 300_000);
afterAll(async () => {
  await Promise.all(programs.map(leave));
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

test('unpacked by an ordinary user wherever it may be, its window trains, exports and imports', async () => {
  const program = start(true);
  const { page } = await windowOf(program);
  expect(await firstJourney(page, home)).toContain('model.json');
  await leave(program);
}, 600_000);

test('its command line works from there', async () => {
  const command = place.replace(/[^/]+$/, `bin/${PACKAGE.name}`);
  expect(await runIn({ home }, [command, '--version'])).toBe(`${PACKAGE.version}\n`);
  expect(await runIn({ home }, [command, 'runs'])).toContain('Fashion');
}, 120_000);

test('where user namespaces are refused, it says in a sentence what to do', async () => {
  const program = start(false);
  program.stdout.resume();
  const [said, [code]] = await Promise.all([text(program.stderr), once(program, 'exit'), closeBox()]);
  expect(code).not.toBe(0);
  expect(said).toMatch(/sandbox/i);
  expect(said).toContain('chrome-sandbox');
  expect(said.trim().split('\n').length, said).toBeLessThan(6);
  expect(existsSync(join(home, 'core'))).toBe(false);
}, 120_000);
