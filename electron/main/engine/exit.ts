import { assertNever } from '@shared/assert-never.ts';

/** Why the engine's process is gone. */
export type EngineExit =
  | { kind: 'clean' }
  /** It ended by itself with this exit code. */
  | { kind: 'crashed'; code: number }
  /** The system ended it, e.g. when memory ran out or someone sent it a signal. */
  | { kind: 'terminated'; signal: string }
  /** It did not stop in time and was ended by the app. */
  | { kind: 'killed' }
  /** It did not answer any more, and the user had it ended. */
  | { kind: 'ended' }
  /** It started, but never said that it was ready. */
  | { kind: 'never-ready'; seconds: number };

const SIGNALS: Record<number, string> = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

/** Reads an exit code: shells and Chromium name a signal by 128 + its number or by the number itself. */
export function exitOf(code: number, asked: boolean): EngineExit {
  if (code === 0) return { kind: 'clean' };
  const signal = process.platform === 'win32' ? undefined : (SIGNALS[code] ?? SIGNALS[code - 128]);
  if (signal === 'SIGTERM' && asked) return { kind: 'clean' };
  return signal === undefined ? { kind: 'crashed', code } : { kind: 'terminated', signal };
}

/** One sentence for the user: what happened, and what to do. */
export function explainExit(exit: EngineExit): string {
  switch (exit.kind) {
    case 'clean':
      return 'The engine has stopped. Resume the run to go on from its newest checkpoint.';
    case 'crashed':
      return `The engine stopped unexpectedly (exit code ${exit.code}). Resume the run to go on from its newest checkpoint.`;
    case 'terminated':
      return exit.signal === 'SIGKILL'
        ? 'The system ended the engine, most often because memory ran out. Close other programs, then resume the run.'
        : `The engine stopped unexpectedly (${exit.signal}). Resume the run to go on from its newest checkpoint.`;
    case 'killed':
      return 'The engine did not stop in time and was ended. Resume the run to go on from its newest checkpoint.';
    case 'ended':
      return 'The engine did not answer any more, and you ended it. Resume the run to go on from its newest checkpoint.';
    case 'never-ready':
      return `The engine did not start within ${exit.seconds} seconds. Run "forger doctor" to see what is missing.`;
    default:
      return assertNever(exit);
  }
}
