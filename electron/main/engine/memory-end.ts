import { readFileSync } from 'node:fs';
import type { EngineExit } from './exit.ts';

/** How often Linux has ended a process since the system began because memory ran out; 0 where it does not say. */
export function countMemoryEnds(): number {
  if (process.platform !== 'linux') return 0;
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * Whether an engine went because memory ran out. Native code that finds none aborts; Linux ends a process by SIGKILL,
 * which it counts, so that a process somebody else ended is not taken for one.
 * @param ends how often Linux did so while the engine lived
 */
export const wentOutOfMemory = (exit: EngineExit, ends: number): boolean =>
  exit.kind === 'terminated' && (exit.signal === 'SIGABRT' || (exit.signal === 'SIGKILL' && ends > 0));

export const MEMORY_ENDED =
  'The engine was ended, most often because memory ran out. Close other programs, or make the batch smaller.';
