import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HOME, runIn, X_AUTHORITY, type RoomOptions } from '../packaging/room.ts';

const run = promisify(execFile);
const ORDINARY = 1000;

/** A Debian as it is before anything was installed, with users of its own. */
export interface FreshRoot {
  folder: string;
  /** What its rooms are entered with. */
  room: Pick<RoomOptions, 'root' | 'ownUsers' | 'sharesProcesses' | 'mounts'>;
  /** Folder of this machine that is the ordinary user's home. */
  home: string;
  /** Runs a program as its administrator. @returns what it said */
  administer(...command: string[]): Promise<string>;
  /** @returns where a file of this machine then is in the root */
  bring(file: string, name: string): Promise<string>;
  remove(): Promise<void>;
}

/** The Debian of this machine, with what every Debian has and apt. */
export async function makeFreshRoot(): Promise<FreshRoot> {
  const folder = await mkdtemp(join(tmpdir(), 'forger-fresh-'));
  await chmod(folder, 0o755);
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
  await run('mmdebstrap', ['--variant=minbase', '--mode=root', '--dpkgopt=force-unsafe-io', release, folder], {
    maxBuffer: 1 << 24,
  });
  const home = join(folder, HOME);
  await mkdir(home, { recursive: true });
  await chown(home, ORDINARY, ORDINARY);
  const { XAUTHORITY = '' } = process.env;
  if (existsSync(XAUTHORITY)) {
    await copyFile(XAUTHORITY, join(folder, X_AUTHORITY));
    await chmod(join(folder, X_AUTHORITY), 0o644);
  }
  // What was killed in one room must be seen to be dead in the next.
  const room = {
    root: folder,
    ownUsers: true,
    sharesProcesses: true,
    mounts: { '/etc/resolv.conf': '/etc/resolv.conf' },
  };
  const administer = (...command: string[]): Promise<string> =>
    runIn({ ...room, sharesProcesses: false, user: 'root' }, command);
  await administer('apt-get', 'update', '-q');
  return {
    folder,
    room,
    home,
    administer,
    bring: async (file, name) => {
      await copyFile(file, join(folder, 'root', name));
      return `/root/${name}`;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
