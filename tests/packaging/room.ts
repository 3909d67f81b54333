import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { promisify } from 'node:util';

/** Where a room has its home, and what is at home in it. */
export const HOME = '/home/user';
const X_AUTHORITY = '/home/.Xauthority';

export interface RoomOptions {
  /** Folder of this machine that is the root of the room; left out, one with the system's libraries and no more. */
  root?: string;
  /** Folder of this machine that is the home; left out, what the root has there. */
  home?: string;
  /** Folders of this machine by their places in the room, read-only there. */
  mounts?: Readonly<Record<string, string>>;
  /** Who one is in it: an ordinary user, or its administrator, who may change the root. */
  user?: 'ordinary' | 'root';
  /** Whether programs in it may make user namespaces, as Chromium's sandbox does. */
  namespaces?: boolean;
}

const SYSTEM = [
  ...['--ro-bind', '/usr', '/usr', '--ro-bind', '/etc', '/etc', '--perms', '0755', '--dir', '/opt'],
  ...['bin', 'lib', 'lib64', 'sbin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]),
];

/**
 * What bubblewrap is told: a root in which nothing of this machine is but what is named, in which an ordinary user has no
 * rights; all processes in it end with it.
 */
function roomOf(
  { root, home, mounts = {}, user = 'ordinary', namespaces = true }: RoomOptions,
  environment: Readonly<Record<string, string>>,
): string[] {
  const { DISPLAY = '', XAUTHORITY = '' } = process.env;
  const given = Object.entries(mounts).flatMap(([place, folder]) => ['--ro-bind', folder, place]);
  const xAuthority = existsSync(XAUTHORITY) ? ['--ro-bind', XAUTHORITY, X_AUTHORITY] : [];
  const path = user === 'root' ? '/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/bin:/bin';
  const variables = {
    HOME: user === 'root' ? '/root' : HOME,
    PATH: path,
    LANG: 'C.UTF-8',
    ...(user === 'root' ? { DEBIAN_FRONTEND: 'noninteractive' } : { DISPLAY, XAUTHORITY: X_AUTHORITY }),
    ...environment,
  };
  const id = user === 'root' ? '0' : '1000';
  return [
    ...(root === undefined ? SYSTEM : [user === 'root' ? '--bind' : '--ro-bind', root, '/']),
    ...['--proc', '/proc', '--dev', '/dev', '--perms', '1777', '--tmpfs', '/tmp'],
    ...['--ro-bind-try', '/tmp/.X11-unix', '/tmp/.X11-unix', ...(home === undefined ? [] : ['--bind', home, HOME])],
    ...['--perms', '0755', '--tmpfs', '/run', ...xAuthority, ...given],
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--uid', id, '--gid', id, '--die-with-parent'],
    ...(user === 'root' ? ['--cap-add', 'ALL'] : []),
    ...(namespaces ? [] : ['--disable-userns']),
    ...['--chdir', variables.HOME, '--clearenv'],
    ...Object.entries(variables).flatMap((variable) => ['--setenv', ...variable]),
  ];
}

/** Starts a program in a room of its own; {@link leave} ends it with all that it started. */
export const enter = (
  room: RoomOptions,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']>; stderr: NonNullable<ChildProcess['stderr']> } =>
  spawn('bwrap', [...roomOf(room, environment), ...command], { stdio: ['ignore', 'pipe', 'pipe'] });

/** Runs a program in a room to its end. @throws the error of child_process.execFile, with what the program said */
export const runIn = async (
  room: RoomOptions,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const { stdout } = await promisify(execFile)('bwrap', [...roomOf(room, environment), ...command], {
    maxBuffer: 1 << 26,
  });
  return stdout;
};

export async function leave(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const gone = once(program, 'exit');
  program.kill('SIGKILL');
  await gone;
}
