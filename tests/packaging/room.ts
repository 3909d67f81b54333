import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';

/** Where a room has its home, and what is at home in it. */
export const HOME = '/home/user';
const X_AUTHORITY = '/home/.Xauthority';

export interface RoomOptions {
  /** Folder of this machine that is the home, the one place in it that can be written. */
  home: string;
  /** Folders of this machine by their places in the room, read-only there. */
  mounts: Readonly<Record<string, string>>;
  /** Whether programs in it may make user namespaces, as Chromium's sandbox does. */
  namespaces?: boolean;
}

/**
 * What bubblewrap is told: a root in which nothing of this machine is but its system's libraries and what is named, in which
 * an ordinary user has no rights; all processes in it end with it.
 */
function roomOf(
  { home, mounts, namespaces = true }: RoomOptions,
  environment: Readonly<Record<string, string>>,
): string[] {
  const { DISPLAY = '', XAUTHORITY = '' } = process.env;
  const folders = ['bin', 'lib', 'lib64', 'sbin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]);
  const given = Object.entries(mounts).flatMap(([place, folder]) => ['--ro-bind', folder, place]);
  const xAuthority = existsSync(XAUTHORITY) ? ['--ro-bind', XAUTHORITY, X_AUTHORITY] : [];
  const variables = { HOME, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', DISPLAY, XAUTHORITY: X_AUTHORITY, ...environment };
  return [
    ...['--ro-bind', '/usr', '/usr', ...folders, '--ro-bind', '/etc', '/etc'],
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--perms', '0755', '--dir', '/opt'],
    ...['--ro-bind-try', '/tmp/.X11-unix', '/tmp/.X11-unix', '--bind', home, HOME, ...xAuthority, ...given],
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--uid', '1000', '--gid', '1000', '--die-with-parent'],
    ...(namespaces ? [] : ['--disable-userns']),
    ...['--chdir', HOME, '--clearenv', ...Object.entries(variables).flatMap((variable) => ['--setenv', ...variable])],
  ];
}

/** Starts a program in a room of its own; {@link leave} ends it with all that it started. */
export const enter = (
  room: RoomOptions,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']>; stderr: NonNullable<ChildProcess['stderr']> } =>
  spawn('bwrap', [...roomOf(room, environment), ...command], { stdio: ['ignore', 'pipe', 'pipe'] });

export async function leave(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const gone = once(program, 'exit');
  program.kill('SIGKILL');
  await gone;
}
