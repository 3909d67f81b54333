import { VARIABLES } from '@shared/environment.ts';
import { shipped } from '../../shipped/index.ts';
import { EngineServer } from './engine-server.ts';
import { findParent } from './parent.ts';
import { windowsOf } from './window/windows.ts';

/** The engine's process, forked by the app (utilityProcess) or by Node (child_process). */

/** How long saving may take once nobody waits for the engine any more. */
const FAREWELL_MS = 4000;

const { windows, rest: parent } = windowsOf(findParent());
const server = new EngineServer({
  windows,
  bundledDir: process.env[VARIABLES.bundledDatasets] ?? shipped().datasets,
  post: (event) => parent.post(event),
  // Later than the answer, which still has to leave.
  exit: () => void setTimeout(() => process.exit(0), 50),
  log: (line) => void process.stderr.write(`${line}\n`),
});

parent.onMessage((message) => void server.receive(message));
parent.onGone(() => {
  setTimeout(() => process.exit(1), FAREWELL_MS);
  void server.stopAll().then(() => process.exit(0));
});
parent.post({ type: 'ready', pid: process.pid });
