import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Why system calls cannot be traced here; null when they can. */
export function untraceable(): string | null {
  if (process.platform !== 'linux') return 'strace exists on Linux only';
  try {
    execFileSync('strace', ['-qq', '-e', 'trace=none', 'true'], { stdio: 'ignore' });
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return 'strace is not installed: `npm test` installs it or names the line to do so';
    return 'this system does not let strace trace a program (a container without that right)';
  }
}

export interface Traced {
  /** What the program said: one fact a line. */
  said: { done?: string; failed?: string; step?: number; code?: string; message?: string }[];
  /** The system calls that were tampered with, as strace writes them. */
  tampered: string[];
  /** The last call it began. */
  last: string;
}

/**
 * Runs a bundled {@link file://./traced-child.ts} and tampers with the system calls of its file thread.
 * The shell that starts it becomes strace, so that the tracer is its parent, which every Linux allows.
 * @param inject strace's expression: `write:signal=SIGKILL:when=3`
 */
export async function traced(script: string, args: string[], inject: string, folder: string): Promise<Traced> {
  const [threadFile, out, log] = ['thread', 'out', 'log'].map((name) => join(folder, name)) as [string, string, string];
  for (const file of [threadFile, out, log]) rmSync(file, { force: true });
  const [call = ''] = inject.split(':');
  const shell = `
    "$0" "$@" > "$OUT" 2>&1 &
    while [ ! -s "$THREAD" ]; do kill -0 $! 2>/dev/null || exit 3; sleep 0.01; done
    exec strace -qq -y -o "$LOG" -p "$(cat "$THREAD")" -e trace="$CALL" -e inject="$INJECT"`;
  const environment = {
    ...process.env,
    UV_THREADPOOL_SIZE: '1',
    THREAD: threadFile,
    OUT: out,
    LOG: log,
    CALL: call,
    INJECT: inject,
  };
  const [dir = '', id = '', ...rest] = args;
  const child = spawn('sh', ['-c', shell, process.execPath, script, dir, id, threadFile, ...rest], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  const text = existsSync(out) ? readFileSync(out, 'utf8') : '';
  if (code === 3 || !existsSync(log)) throw new Error(`The program did not start: ${text}${errors}`);
  const calls = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('('));
  return {
    said: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Traced['said'][number]),
    tampered: calls.filter((line) => line.includes('INJECTED')),
    last: calls.at(-1) ?? '',
  };
}
