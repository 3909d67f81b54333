import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { windowLauncher } from '../../build/packaging/linux/launchers/index.mjs';
import { folderWith } from '../setup/support/folder.ts';
import { ODD } from './odd.ts';

/** A system that has all a window needs, as an ordinary user; each test takes something away. */
const SYSTEM = {
  user: 1000,
  namespaces: true,
  helper: '1000:755',
  restricted: false,
  newerPackages: false,
  installed: false,
};
/** What Chromium says to the trial before it aborts; null: it starts. */
const NO_SANDBOX = '[1:FATAL:zygote_host_impl_linux.cc] No usable sandbox! Update your kernel';

interface Case extends Partial<typeof SYSTEM> {
  environment?: Record<string, string>;
  chromium?: string;
  /** In place of the app: a program that is not a script. */
  program?: Uint8Array;
}

/** Puts the launcher beside an app that tells what it was asked, into an odd path, and calls it by a link. */
async function called({ environment = {}, chromium, program, ...given }: Case = {}) {
  const system = { ...SYSTEM, ...given };
  const folder = await folderWith({ restricted: system.restricted ? '1\n' : '0\n' });
  const root = join(folder, ODD);
  const put = async (path: string, text: string | Uint8Array): Promise<void> => {
    await writeFile(path, text);
    await chmod(path, 0o755);
  };
  const script = (path: string, text: string): Promise<void> => put(path, `#!/bin/sh\n${text}\n`);
  await mkdir(root);
  await put(join(root, 'forger'), await windowLauncher({ restriction: join(folder, 'restricted') }));
  await (program === undefined
    ? script(
        join(root, 'forger-app'),
        `if [ -n "$FORGER_OBSTACLE" ]; then printf '%s|' box "$FORGER_OBSTACLE" "$@" >>'${folder}/asked'
         elif [ -n "$FORGER_SANDBOX_TRIAL" ]; then
           echo trial >>'${folder}/asked'
           ${chromium === undefined ? '' : `echo '${chromium}' >&2; kill -TRAP $$`}
         else printf '%s|' start "$ELECTRON_OZONE_PLATFORM_HINT" "$@" >>'${folder}/asked'; fi`,
      )
    : put(join(root, 'forger-app'), program));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await script(join(bin, 'id'), `echo ${system.user}`);
  await script(join(bin, 'unshare'), system.namespaces ? '' : 'exit 1');
  await script(join(bin, 'stat'), `echo ${system.helper}`);
  await script(join(bin, 'apt-cache'), system.newerPackages ? '' : 'exit 1');
  await symlink(join(root, 'forger'), join(folder, 'AppRun'));
  if (system.installed) {
    await mkdir(join(root, 'bin'));
    await script(join(root, 'bin/forger'), '');
    await symlink(join(root, 'bin/forger'), join(bin, 'forger'));
  }
  const { APPDIR: _dir, APPIMAGE: _image, WAYLAND_DISPLAY: _wayland, ...inherited } = process.env;
  const env: NodeJS.ProcessEnv = { ...inherited, DISPLAY: ':9', PATH: `${bin}:/usr/bin:/bin`, ...environment };
  if (env['APPDIR'] !== undefined) env['APPDIR'] = root;
  const { code, said } = await promisify(execFile)(join(folder, 'AppRun'), ['a run.forger.zip', '', '$(x)'], {
    env,
  }).then(
    ({ stderr }) => ({ code: 0, said: stderr }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
  );
  const asked = await readFile(join(folder, 'asked'), 'utf8').catch(() => '');
  return { code, said, asked, root };
}

const STARTED = 'start||a run.forger.zip||$(x)|';

describe.runIf(process.platform === 'linux')('the launcher of the window', () => {
  test('starts the app with its words where nothing is in the way, and tries nothing out', async () => {
    expect(await called()).toMatchObject({ code: 0, said: '', asked: STARTED });
    expect(await called({ namespaces: false, helper: '0:4755' })).toMatchObject({ code: 0, said: '', asked: STARTED });
    // No X server: Electron has to be told.
    const wayland = await called({ environment: { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' } });
    expect(wayland).toMatchObject({ code: 0, asked: STARTED.replace('||', '|wayland|') });
  });

  test.each([{ namespaces: false }, { restricted: true }])(
    'asks Chromium itself where a quick look does not tell: %j',
    async (system) => {
      expect(await called(system)).toMatchObject({ code: 0, said: '', asked: `trial\n${STARTED}` });
      // What has nothing to do with the sandbox it says itself.
      const other = await called({ ...system, chromium: 'Missing X server' });
      expect(other).toMatchObject({ code: 0, said: '', asked: `trial\n${STARTED}` });
    },
  );

  /** The sentence, on the terminal and in the box. */
  async function refused(system: Case): Promise<{ sentence: string; root: string }> {
    const { code, said, asked, root } = await called(system);
    expect(code).toBe(1);
    expect(said).toMatch(/^forger: .+\n$/);
    const sentence = said.slice('forger: '.length, -1);
    expect(asked.replace(/^trial\n/, '')).toBe(`box|${sentence}|--no-sandbox|`);
    return { sentence, root };
  }

  test('says what to run where the system refuses namespaces: the command works as it stands', async () => {
    const { sentence, root } = await refused({ namespaces: false, chromium: NO_SANDBOX });
    expect(sentence).toMatch(/^This system keeps Forger from making .+: to do without them, run: /);
    const command = sentence.replace(/^.+, run: /, '').replaceAll('sudo', 'echo');
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    expect(stdout).toBe(`chown root:root ${root}/chrome-sandbox\nchmod 4755 ${root}/chrome-sandbox\n`);
  });

  test('says what to run where AppArmor does', async () => {
    const { sentence, root } = await refused({ restricted: true, chromium: NO_SANDBOX });
    expect(sentence).toMatch(/^AppArmor keeps Forger from making .+: install Forger's deb package, .+, or run: /);
    const [, command = ''] = / or run: (.+) \| sudo tee/.exec(sentence) ?? [];
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    expect(stdout).toContain(`"${root}/forger-app" flags=(unconfined) { userns, }\n`);
  });

  test('of an AppImage, in which nothing can be changed, advises what can', async () => {
    const environment = { APPDIR: 'its root', APPIMAGE: '/it/Forger.AppImage' };
    // The helper's owner and mode in it mean nothing.
    for (const system of [{ namespaces: false, helper: '0:4755' }, { restricted: true }]) {
      const { sentence } = await refused({ ...system, chromium: NO_SANDBOX, environment });
      expect(sentence).toMatch(/install Forger's deb/);
      expect(sentence).not.toMatch(/sudo/);
    }
    const { said, asked } = await called({ environment: { ...environment, DISPLAY: '' } });
    expect(said).toMatch(/trains without one: '\/it\/Forger\.AppImage' --appimage-extract/);
    expect(asked).toBe('');
  });

  test('sends root away', async () => {
    expect((await refused({ user: 0 })).sentence).toMatch(/no sandbox for root: start Forger as an ordinary user/);
  });

  test('where there is no display names the command line', async () => {
    const { code, said, asked, root } = await called({ environment: { DISPLAY: '' } });
    expect({ code, asked }).toEqual({ code: 1, asked: '' });
    const [, command = ''] = /^forger: There is no display .+: (.+) --help\n$/.exec(said) ?? [];
    expect((await promisify(execFile)('sh', ['-c', `printf %s ${command}`])).stdout).toBe(join(root, 'bin/forger'));
    // On the PATH it goes by its name.
    const known = await called({ environment: { DISPLAY: '' }, installed: true });
    expect(known.said).toMatch(/without one: forger --help\n$/);
  });

  test('names libraries that are missing, and the packages that have them', async () => {
    // A program that wants a library nobody has.
    const program = Buffer.from(
      (await readFile('/usr/bin/true')).toString('latin1').replaceAll('libc.so.6', 'libq.so.6'),
      'latin1',
    );
    const older = await called({ program });
    expect(older.code).toBe(1);
    expect(older.said).toMatch(
      /^forger: The window needs libraries .+ \(libq\.so\.6\).+ apt-get install libgtk-3-0 .+\n$/,
    );
    expect((await called({ program, newerPackages: true })).said).toMatch(/ apt-get install libgtk-3-0t64 /);
  });
});
