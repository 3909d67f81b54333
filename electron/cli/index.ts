import { explainUncaught, run } from './run.ts';
import { requestStop } from './stop-request.ts';

const terminal = {
  out: (text: string): void => void process.stdout.write(text),
  err: (text: string): void => void process.stderr.write(text),
  interactive: process.stdout.isTTY && process.stderr.isTTY,
};

/** A reader that has seen enough ("forger runs | head"), a terminal that was closed. */
const UNHEARD = ['EPIPE', 'EIO'];

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!UNHEARD.includes(error.code ?? '')) throw error;
    // Nothing is left to say; but what trains must not end without its checkpoint.
    if (!requestStop()) process.exit(0);
  });

// A rejection that nobody awaited comes here as well.
process.on('uncaughtException', (error) => process.exit(explainUncaught(error, terminal, process.env)));

// Set, not exit(): what was written must still reach a pipe.
process.exitCode = await run(process.argv.slice(2), terminal, process.env);
