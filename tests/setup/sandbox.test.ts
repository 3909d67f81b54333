import { once } from 'node:events';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { cacheRoot } from '../../build/setup/paths.mjs';
import { checkSandbox, findSandbox, type SYSTEM } from '../../build/setup/steps/sandbox.mjs';
import { enter, HOME, leave } from '../packaging/room.ts';
import { folderWith } from './support/folder.ts';
import { recordedReport } from './support/recorder.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

/** What set-up keeps for the app, and does not fetch again. */
const PARTS = ['electron', 'native', 'vision'];

const yes = (): Promise<boolean> => Promise.resolve(true);
const no = (): Promise<boolean> => Promise.resolve(false);
/** An ordinary user where nothing is allowed. */
const FORBIDDEN: typeof SYSTEM = {
  platform: 'linux',
  user: 1000,
  appArmor: no,
  helperServes: no,
  namespaces: no,
  chromiumStarts: no,
};

test('any one way of having a sandbox is enough, and Chromium itself has the last word', async () => {
  for (const way of [
    { helperServes: yes },
    { namespaces: yes },
    { chromiumStarts: yes },
    { platform: 'darwin' as const },
  ]) {
    expect(await findSandbox('/e', { ...FORBIDDEN, ...way })).toEqual({ state: 'works' });
  }
  // Where AppArmor restricts namespaces, making one proves nothing for a program of another path.
  expect(await findSandbox('/e', { ...FORBIDDEN, appArmor: yes, namespaces: yes })).toMatchObject({ state: 'refused' });
  expect(await findSandbox('/e', { ...FORBIDDEN, appArmor: yes, chromiumStarts: yes })).toEqual({ state: 'works' });
});

test('what to run is said: a profile for AppArmor, else owner and mode of the helper; and what goes meanwhile', async () => {
  await expect(checkSandbox(recordedReport().report, "/it's/e", FORBIDDEN)).rejects.toThrow(
    String.raw`sudo chown root:root '/it'\''s/e/chrome-sandbox' && sudo chmod 4755 '/it'\''s/e/chrome-sandbox'`,
  );
  const profile = checkSandbox(recordedReport().report, '/e', { ...FORBIDDEN, appArmor: yes });
  await expect(profile).rejects.toThrow(
    `profile forger-electron "/e/electron" flags=(unconfined) { userns, }' | sudo tee /etc/apparmor.d/forger-electron && sudo apparmor_parser -r`,
  );
  await expect(profile).rejects.toThrow('npm run forger -- quick-start');
});

test('root is told that there is no sandbox', async () => {
  const { report, text: said } = recordedReport();
  await checkSandbox(report, '/e', { ...FORBIDDEN, user: 0 });
  expect(said()).toMatch(/sandbox: off, .*ordinary user/);
});

test.each([true, false])('npm start as an ordinary user whose programs may make namespaces: %s', async (namespaces) => {
  const cache = cacheRoot();
  const [version = ''] = await readdir(join(cache, 'electron'));
  const home = await folderWith();
  // Everything is there but the lock, which set-up writes.
  await mkdir(join(home, 'cache'));
  for (const part of PARTS) await symlink(`/opt/${part}`, join(home, 'cache', part));
  const mounts = {
    '/opt/forger': PROJECT,
    ...Object.fromEntries(PARTS.map((part) => [`/opt/${part}`, join(cache, part)])),
    '/opt/node': process.execPath,
    '/var/lib/dpkg': '/var/lib/dpkg',
  };
  // A display that is none: with a sandbox Electron gets as far as looking for it.
  const program = enter({ home, mounts, namespaces }, ['/opt/node', '/opt/forger/build/setup/start.mjs'], {
    FORGER_CACHE: join(HOME, 'cache'),
    DISPLAY: ':9999',
  });
  try {
    const ended = once(program, 'exit') as Promise<[number | null]>;
    const [out, errors, [code]] = await Promise.all([text(program.stdout), text(program.stderr), ended]);
    if (namespaces) {
      expect(out).toContain("✓ Chromium's sandbox");
      expect(errors).toMatch(/X server|\$DISPLAY/);
    } else {
      expect(out).toContain('✓ Electron');
      expect(errors).toContain(`sudo chown root:root '${join(HOME, 'cache/electron', version)}/chrome-sandbox'`);
      expect(errors).not.toMatch(/FATAL|no-sandbox/);
      expect(code).toBe(1);
    }
  } finally {
    await leave(program);
  }
});
