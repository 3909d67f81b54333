import { CommanderError } from 'commander';
import { toFailure } from '@shared/contract/errors.ts';
import type { CommandContext, Terminal } from './context.ts';
import { createProgram } from './program.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/**
 * Runs one command.
 * @param arguments_ what stands behind `forger`.
 * @returns the exit code; on any failure one line has gone to the terminal's errors.
 */
export async function run(
  arguments_: readonly string[],
  terminal: Terminal,
  environment: CommandContext['environment'],
): Promise<number> {
  let code = 0;
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
    const [line = ''] = toFailure(error).message.split('\n');
    terminal.err(`forger: ${line}\n`);
    if (environment['FORGER_DEBUG'] && error instanceof Error) terminal.err(`${error.stack ?? ''}\n`);
    return EXIT_FAILED;
  }
}
