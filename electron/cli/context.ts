import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { VARIABLES } from '@shared/environment.ts';
import { Library } from '../store/index.ts';
import { placeGiven } from './places.ts';
import type { Terminal } from './terminal.ts';

/** What a command may ask of the process around it. */
export interface CommandContext {
  terminal: Terminal;
  environment: Readonly<Record<string, string | undefined>>;
  /** Sets the exit code of a command that ends in order and yet not well. */
  exitCode(code: number): void;
}

/** `--library DIR`, then FORGER_LIBRARY, then ~/Forger. Opening makes what is missing. */
export function openLibrary(context: CommandContext, given: string | undefined): Promise<Library> {
  const dir =
    given === undefined
      ? resolve(context.environment[VARIABLES.library] || join(homedir(), 'Forger'))
      : placeGiven(given, '--library');
  return Library.open(dir, { onProblem: (problem) => context.terminal.leftOut(problem) });
}
