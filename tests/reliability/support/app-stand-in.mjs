// Stands for an app that is about to be killed: it starts the engine, tells it to train, and says what it hears.
import { fork } from 'node:child_process';

const [, , script = '', library = '', run = ''] = process.argv;
const engine = fork(script, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
engine.on('message', (message) => {
  process.stdout.write(`${JSON.stringify({ ...message, pid: engine.pid })}\n`);
  if (message.type === 'ready') engine.send({ type: 'train', request: 1, library, run });
});
