// Stands for an app that is about to be killed: it starts the engine, tells it to train, and says what it hears.
import { fork } from 'node:child_process';

const [, , script = '', library = '', run = ''] = process.argv;
const engine = fork(script, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
engine.on('message', (message) => {
  const { type } = /** @type {{ type: string }} */ (message);
  process.stdout.write(`${JSON.stringify({ type, pid: engine.pid })}\n`);
  if (type === 'ready') engine.send({ type: 'train', request: 1, library, run });
});
