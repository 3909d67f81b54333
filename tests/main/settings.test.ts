import fc from 'fast-check';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CHOICES } from '@shared/app-choices.ts';
import { libraryPlace, settingsFolderFor } from '../../electron/main/settings/library-place.ts';
import { parseSettings, SettingsFile } from '../../electron/main/settings/settings.ts';

describe('SettingsFile', () => {
  let home: string;
  const file = (): string => join(home, 'deep', 'settings.json');
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'forger-settings-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

  it('remembers over a restart, leaving nothing else behind', async () => {
    const first = await SettingsFile.open(file());
    expect(first.current).toEqual({ library: null, window: null, choices: DEFAULT_CHOICES });
    const window = { bounds: { x: 1, y: 2, width: 900, height: 700 }, maximized: true, zoom: 1.25 };
    await Promise.all([first.update({ library: '/a' }), first.update({ window }), first.update({ library: '/b' })]);
    expect((await SettingsFile.open(file())).current).toEqual({ library: '/b', window, choices: DEFAULT_CHOICES });
    expect(await readdir(join(home, 'deep'))).toEqual(['settings.json']);
  });

  it('goes on after a write that failed', async () => {
    await writeFile(join(home, 'deep'), 'a file where the folder should be');
    const settings = await SettingsFile.open(file());
    await expect(settings.update({ library: '/a' })).rejects.toThrow();
    await rm(join(home, 'deep'));
    await settings.update({ window: null });
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ library: '/a' });
  });

  it('takes any file for what it is worth', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.anything().map((value) => JSON.stringify({ library: value, window: value }) ?? ''),
        ),
        (text) => {
          const { library, window } = parseSettings(text);
          expect(library === null || typeof library === 'string').toBe(true);
          expect(window === null || typeof window.maximized === 'boolean').toBe(true);
        },
      ),
    );
    expect(parseSettings('{"library":"/keep","window":{"bounds":3}}')).toEqual({
      library: '/keep',
      window: null,
      choices: DEFAULT_CHOICES,
    });
  });
});

describe('libraryPlace', () => {
  const sources = { argv: ['forger'], environment: undefined, remembered: null, home: '/home/me' };

  it('is ~/Forger unless told otherwise', () => {
    expect(libraryPlace(sources)).toEqual({ dir: '/home/me/Forger', fixed: false });
    expect(libraryPlace({ ...sources, environment: '' })).toEqual({ dir: '/home/me/Forger', fixed: false });
  });

  it('takes the argument before the variable before what was remembered', () => {
    const all = { ...sources, remembered: '/remembered', environment: '/variable' };
    expect(libraryPlace({ ...sources, remembered: '/remembered' })).toEqual({ dir: '/remembered', fixed: false });
    expect(libraryPlace(all)).toEqual({ dir: '/variable', fixed: true });
    expect(libraryPlace({ ...all, argv: ['forger', '--library', '/argument'] })).toEqual({
      dir: '/argument',
      fixed: true,
    });
    expect(libraryPlace({ ...all, argv: ['forger', '--library=/argument'] })).toEqual({
      dir: '/argument',
      fixed: true,
    });
  });

  it('gives each library named at the start settings, and so an instance lock, of its own', () => {
    const folder = (dir: string, fixed: boolean): string => settingsFolderFor('/settings', { dir, fixed });
    expect(folder('/a', false)).toBe('/settings');
    expect(folder('/a', true)).not.toBe(folder('/b', true));
    expect(folder('/a', true)).toBe(folder('/a', true));
    expect(folder('/a', true)).toMatch(/^\/settings\/libraries\/[0-9a-f]{16}$/);
  });
});
