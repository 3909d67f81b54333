import { mkdir, mkdtemp, realpath, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installationOf } from '../../electron/main/update/installation.ts';
import { UpdateWatch } from '../../electron/main/update/update-watch.ts';

const HERE = '0.2.0-0a1b2c3d';

let home: string;
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'forger-update-')));
});
afterEach(() => rm(home, { recursive: true }));

/** A version in its folder, as packages lay it out. */
async function put(folder: string, manifest: unknown): Promise<void> {
  const unpacked = join(home, folder, 'resources', 'app.asar.unpacked');
  await mkdir(unpacked, { recursive: true });
  await writeFile(join(unpacked, 'package.json'), JSON.stringify(manifest));
}
async function point(folder: string): Promise<void> {
  await unlink(join(home, 'current')).catch(() => undefined);
  await symlink(folder, join(home, 'current'));
}
/** What watches from a version's program, and what it tells. */
function watchFrom(program: string) {
  const told = { onChange: vi.fn(), log: vi.fn() };
  return { ...told, watch: new UpdateWatch({ installation: installationOf(program), ...told }) };
}

describe('another version that is installed meanwhile', () => {
  it('is told once, with what starts it, and no more where the link leads back', async () => {
    await put(HERE, { name: 'forger', version: '0.2.0' });
    await put('0.2.1-9f8e7d6c', { name: 'forger', version: '0.2.1' });
    await point(HERE);
    const { watch, onChange } = watchFrom(join(home, HERE, 'forger-app'));
    await watch.look();
    expect(onChange).not.toHaveBeenCalled();
    expect(watch.program).toBeNull();
    await point('0.2.1-9f8e7d6c');
    await watch.look();
    await watch.look();
    expect(onChange).toHaveBeenCalledExactlyOnceWith('0.2.1');
    expect(watch.installed).toBe('0.2.1');
    expect(watch.program).toBe(join(home, 'current', 'forger'));
    await point(HERE);
    await watch.look();
    expect(onChange).toHaveBeenLastCalledWith(null);
    expect(watch.program).toBeNull();
  });

  it('may be another build of the same version', async () => {
    await put('0.2.0-11111111', { name: 'forger', version: '0.2.0' });
    await point('0.2.0-11111111');
    const { watch } = watchFrom(join(home, HERE, 'forger-app'));
    await watch.look();
    expect(watch.installed).toBe('0.2.0');
  });

  it.each([
    ['/opt/forger/forger-app', 'an unpacked archive'],
    ['/home/ada/electron/33.2.1/electron', 'a checkout'],
    ['/tmp/.mount_ForgerX1/forger-app', 'an AppImage'],
    ['/home/ada/forger-0.2.0-linux-x64/forger-app', 'an archive in its own folder'],
  ])('is not looked for from %s, %s', (program) => {
    expect(installationOf(program)).toBeNull();
  });

  it('is not believed where the link leads elsewhere, or nowhere', async () => {
    await put(HERE, { name: 'forger', version: '0.2.0' });
    const { watch, onChange, log } = watchFrom(join(home, HERE, 'forger-app'));
    await watch.look();
    await put('elsewhere/0.3.0-12345678', { name: 'forger', version: '0.3.0' });
    await point('elsewhere/0.3.0-12345678');
    await watch.look();
    await point('gone');
    await watch.look();
    expect(onChange).not.toHaveBeenCalled();
    expect(log).not.toHaveBeenCalled();
  });

  it('whose package.json is none of Forger’s is said in the log once, and looked at again', async () => {
    await put('0.2.1-9f8e7d6c', { name: 'else', version: '0.2.1' });
    await point('0.2.1-9f8e7d6c');
    const { watch, onChange, log } = watchFrom(join(home, HERE, 'forger-app'));
    await watch.look();
    await watch.look();
    expect(log).toHaveBeenCalledOnce();
    expect(onChange).not.toHaveBeenCalled();
    await put('0.2.1-9f8e7d6c', { name: 'forger', version: '0.2.1' });
    await watch.look();
    expect(onChange).toHaveBeenCalledExactlyOnceWith('0.2.1');
  });
});
