import { run } from './run.ts';

const terminal = {
  out: (text: string): void => void process.stdout.write(text),
  err: (text: string): void => void process.stderr.write(text),
  interactive: process.stdout.isTTY && process.stderr.isTTY,
};

// A reader that has seen enough ("forger runs | head") is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// Set, not exit(): what was written must still reach a pipe.
process.exitCode = await run(process.argv.slice(2), terminal, process.env);
