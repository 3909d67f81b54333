import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { promisify } from 'node:util';

/** Where a room has its home, and what is at home in it. */
export const HOME = '/home/user';
/** And what lets its programs onto the display. */
export const X_AUTHORITY = '/home/.Xauthority';

export interface RoomOptions {
  /** Folder of this machine that is the root of the room; left out, one with the system's libraries and no more. */
  root?: string;
  /** Folder of this machine that is the home; left out, what the root has there. */
  home?: string;
  /** Folders of this machine by their places in the room, read-only there. */
  mounts?: Readonly<Record<string, string>>;
  /** Who one is in it: an ordinary user, or its administrator, who may change the root. */
  user?: 'ordinary' | 'root';
  /**
   * Users are this machine's own, so that the root's files can be of several; only its administrator can enter such a room.
   * Left out, all of the root belongs to whoever enters, and an ordinary user may write nothing outside the home.
   */
  ownUsers?: boolean;
  /** Whether it has this machine's processes rather than its own, so that programs in several rooms see each other. */
  sharesProcesses?: boolean;
  /** Whether programs in it may make user namespaces, as Chromium's sandbox does. */
  namespaces?: boolean;
}

const ORDINARY = '1000';
const SYSTEM = [
  ...['--ro-bind', '/usr', '/usr', '--ro-bind', '/etc', '/etc', '--perms', '0755', '--dir', '/opt'],
  ...['bin', 'lib', 'lib64', 'sbin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]),
];

/**
 * What bubblewrap is told: a root in which nothing of this machine is but what is named, in which an ordinary user has no
 * rights; all processes in it end with it.
 */
function roomOf(
  {
    root,
    home,
    mounts = {},
    user = 'ordinary',
    ownUsers = false,
    sharesProcesses = false,
    namespaces = true,
  }: RoomOptions,
  environment: Readonly<Record<string, string>>,
): string[] {
  const { DISPLAY = '', XAUTHORITY = '' } = process.env;
  const given = Object.entries(mounts).flatMap(([place, folder]) => ['--ro-bind', folder, place]);
  // Of the machine's own users, one may not read another's: such a root has a copy.
  const xAuthority = existsSync(XAUTHORITY) && !ownUsers ? ['--ro-bind', XAUTHORITY, X_AUTHORITY] : [];
  const path = user === 'root' ? '/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/bin:/bin';
  const variables = {
    HOME: user === 'root' ? '/root' : HOME,
    PATH: path,
    LANG: 'C.UTF-8',
    ...(user === 'root' ? { DEBIAN_FRONTEND: 'noninteractive' } : { DISPLAY, XAUTHORITY: X_AUTHORITY }),
    ...environment,
  };
  const id = user === 'root' ? '0' : ORDINARY;
  return [
    ...(root === undefined ? SYSTEM : [user === 'root' || ownUsers ? '--bind' : '--ro-bind', root, '/']),
    ...(sharesProcesses ? ['--bind', '/proc', '/proc'] : ['--proc', '/proc', '--unshare-pid']),
    ...['--dev', '/dev', '--perms', '1777', '--tmpfs', '/tmp'],
    ...['--ro-bind-try', '/tmp/.X11-unix', '/tmp/.X11-unix', ...(home === undefined ? [] : ['--bind', home, HOME])],
    ...['--perms', '0755', '--tmpfs', '/run', ...xAuthority, ...given],
    ...(user === 'root' && ownUsers ? [] : ['--unshare-user', '--uid', id, '--gid', id]),
    ...['--unshare-ipc', '--die-with-parent'],
    ...(user === 'root' ? ['--cap-add', 'ALL'] : []),
    ...(namespaces ? [] : ['--disable-userns']),
    ...['--chdir', variables.HOME, '--clearenv'],
    ...Object.entries(variables).flatMap((variable) => ['--setenv', ...variable]),
  ];
}

/** A whole command: who is no administrator in a room of the machine's own users becomes one of them first. */
const commandFor = (
  room: RoomOptions,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): [string, string[]] => {
  const words = ['bwrap', ...roomOf(room, environment), ...command];
  const [program = '', ...rest] =
    room.ownUsers === true && room.user !== 'root'
      ? ['setpriv', '--reuid', ORDINARY, '--regid', ORDINARY, '--clear-groups', '--inh-caps=-all', ...words]
      : words;
  return [program, rest];
};

/** Starts a program in a room of its own; {@link leave} ends it with all that it started. */
export const enter = (
  room: RoomOptions,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']>; stderr: NonNullable<ChildProcess['stderr']> } =>
  spawn(...commandFor(room, command, environment), { stdio: ['ignore', 'pipe', 'pipe'] });

/** Runs a program in a room to its end. @throws the error of child_process.execFile, with what the program said */
export const runIn = async (
  room: RoomOptions,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const { stdout } = await promisify(execFile)(...commandFor(room, command, environment), { maxBuffer: 1 << 26 });
  return stdout;
};

/** Ends a program with everything in its room, as a loss of power does. */
export async function leave(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null || program.pid === undefined) return;
  const gone = once(program, 'exit');
  // The first process of a room takes all others with it; bubblewrap outside it loses sight of it where users change.
  const inside = readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8').split(' ').filter(Boolean);
  for (const pid of inside) process.kill(Number(pid), 'SIGKILL');
  program.kill('SIGKILL');
  await gone;
}
