import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { ProcessPort } from '@shared/ports/port.ts';

export interface PlainNodeOptions {
  /** A Node that is no Electron; the one that runs this, unless the app names another. @throws {ForgerError} where it has none */
  node?: () => string;
  /** Its whole environment. */
  environment: () => NodeJS.ProcessEnv;
}

/**
 * Starts processes of plain Node. Not by Electron: on Linux its own GLib and that of sharp's native code cannot be in one
 * process (docs/decisions/005-import.md).
 * @param script the built file, and no path inside the app's archive, which plain Node cannot read
 */
export function plainNode<Message = unknown>(
  script: string,
  { node = () => process.execPath, environment }: PlainNodeOptions,
): () => ProcessPort<Message> {
  return () => {
    const child = spawn(node(), [script], {
      // A folder that stays: Node does not start in one that is gone.
      cwd: dirname(script),
      env: environment(),
      serialization: 'advanced',
      // Image libraries chatter about broken files; what matters comes back as a message.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      windowsHide: true,
    });
    let exited = false;
    const listeners: (() => void)[] = [];
    const exit = (): void => {
      if (exited) return;
      exited = true;
      for (const listener of listeners) listener();
    };
    child.on('exit', exit);
    // Could not be started, or not be killed or written to: of no use any more.
    child.on('error', exit);
    return {
      // The callback takes the error of a process that died meanwhile; its exit tells the same.
      postMessage: (message) => void (child.connected && child.send(message as object, () => undefined)),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void listeners.push(listener),
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
