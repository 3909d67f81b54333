import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runIn, type RoomOptions } from './room.ts';

/** Where a root has this machine's system; of the rest of the machine it has nothing. */
const HOST = '/host';
/** Folders of the system in which packages have files of their own, so that theirs can be written. */
const SHARED = ['', 'bin', 'lib', 'share', 'share/icons', 'share/mime', 'share/doc'];
/** Where packages put files of which nobody else's are needed. */
const EMPTY = ['share/applications', 'share/icons/hicolor', 'share/metainfo', 'share/mime/packages'];

/** A root over this machine's libraries in which packages can be installed, without any right on the machine. */
export interface SystemRoot {
  folder: string;
  /** What its rooms are entered with. */
  room: Pick<RoomOptions, 'root' | 'mounts'>;
  install(deb: string): Promise<void>;
  purge(name: string): Promise<void>;
  remove(): Promise<void>;
}

export async function makeSystemRoot(): Promise<SystemRoot> {
  const folder = await mkdtemp(join(tmpdir(), 'forger-root-'));
  const inside = (...path: string[]): string => join(folder, ...path);
  const places = ['dev', 'proc', 'tmp', 'run', 'root', 'home/user', 'etc/apparmor.d', 'var/log', 'var/cache'];
  for (const place of [...places, HOST, `${HOST}/usr`, `${HOST}/etc`, `${HOST}/dpkg`])
    await mkdir(inside(place), { recursive: true });
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) await symlink(`usr/${name}`, inside(name));
  const own = new Set([...SHARED, ...EMPTY].map((path) => join('usr', path)));
  for (const path of [...own].sort()) await mkdir(inside(path), { recursive: true });
  for (const path of SHARED.map((each) => join('usr', each))) {
    for (const name of existsSync(`/${path}`) ? await readdir(`/${path}`) : []) {
      if (!own.has(join(path, name))) await symlink(join(HOST, path, name), inside(path, name));
    }
  }
  for (const name of await readdir('/etc'))
    if (name !== 'apparmor.d') await symlink(`${HOST}/etc/${name}`, inside('etc', name));
  await writeFile(inside('home/.Xauthority'), '');
  // What dpkg knows of the system, whose libraries are the package's; no trigger of another package runs.
  const dpkg = inside('var/lib/dpkg');
  await Promise.all(['info', 'updates', 'triggers'].map((name) => mkdir(join(dpkg, name), { recursive: true })));
  await copyFile('/var/lib/dpkg/status', join(dpkg, 'status'));
  await writeFile(join(dpkg, 'available'), '');
  for (const name of await readdir('/var/lib/dpkg/info'))
    if (name.endsWith('.list')) await symlink(`${HOST}/dpkg/info/${name}`, join(dpkg, 'info', name));

  const mounts = { [`${HOST}/usr`]: '/usr', [`${HOST}/etc`]: '/etc', [`${HOST}/dpkg`]: '/var/lib/dpkg' };
  const room = { root: folder, mounts };
  const administer = (...command: string[]): Promise<string> => runIn({ ...room, user: 'root' }, command);
  return {
    folder,
    room,
    install: async (deb) => {
      // A link into the root costs nothing, where it can be made.
      await cp(deb, inside('root/package.deb'));
      await administer('dpkg', '--install', '/root/package.deb');
      await rm(inside('root/package.deb'));
    },
    purge: async (name) => void (await administer('dpkg', '--purge', name)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
