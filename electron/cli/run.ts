import { CommanderError } from 'commander';
import { toFailure } from '@shared/contract/errors.ts';
import { EXIT_INTERRUPTED } from './abort.ts';
import type { CommandContext } from './context.ts';
import { createProgram } from './program.ts';
import { Terminal, type Streams } from './terminal.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/**
 * Runs one command.
 * @param arguments_ what stands behind `forger`.
 * @returns the exit code; on any failure one line has gone to the terminal's errors.
 */
export async function run(
  arguments_: readonly string[],
  streams: Streams,
  environment: CommandContext['environment'],
): Promise<number> {
  let code = 0;
  const terminal = new Terminal(streams);
  const program = createProgram({
    terminal,
    environment,
    exitCode: (value) => {
      code = value;
    },
  });
  if (arguments_.length === 0) {
    program.outputHelp();
    return EXIT_USAGE;
  }
  try {
    await program.parseAsync([...arguments_], { from: 'user' });
    return code;
  } catch (error) {
    // commander has printed its line already; help and version are no failures.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    return explain(error, terminal, environment);
  }
}

/** For what nobody awaited: says it as {@link run} says failures. @returns the exit code */
export const explainUncaught = (error: unknown, streams: Streams, environment: CommandContext['environment']): number =>
  explain(error, new Terminal(streams), environment);

/** Says what went wrong, in a line; with FORGER_DEBUG, also where. @returns the exit code */
function explain(error: unknown, terminal: Terminal, environment: CommandContext['environment']): number {
  terminal.note(`forger: ${sentenceOf(error)}`);
  if (environment['FORGER_DEBUG'] && error instanceof Error) terminal.note(...(error.stack ?? '').split('\n'));
  return toFailure(error).code === 'cancelled' ? EXIT_INTERRUPTED : EXIT_FAILED;
}

/** What went wrong, in a line; of what is not said in our words, the first. */
function sentenceOf(error: unknown): string {
  const { code, message } = toFailure(error);
  return code === 'internal' ? (message.split('\n')[0] ?? '') : message;
}
