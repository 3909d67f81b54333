/** An end of a message channel, as Electron hands it to its utility processes. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: readonly ParentPort[] }) => void): void;
  start(): void;
}

/** The process that forked this one, whichever way it did. */
export interface Parent {
  post(message: unknown): void;
  /** @param listener also takes the ports that came with a message */
  onMessage(listener: (message: unknown, ports: readonly ParentPort[]) => void): void;
  /** Whether the parent can open windows: Electron, and not Node. */
  readonly opensWindows: boolean;
  /** The parent is gone, or has closed the line. */
  onGone(listener: () => void): void;
}

const WATCH_MS = 1000;

/** Calls back when the parent is gone. One that dies may not say so, but then this process has another parent. */
function watchParent(listener: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    listener();
  }, WATCH_MS);
  timer.unref();
}

/** @throws {Error} when this process was not forked with a message line */
export function findParent(): Parent {
  // Electron's utilityProcess gives its child this port; Electron itself need not be imported for it.
  const { parentPort } = process as NodeJS.Process & { parentPort?: Omit<ParentPort, 'start'> };
  if (parentPort)
    return {
      opensWindows: true,
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data, ports }) => listener(data, ports)),
      onGone: watchParent,
    };
  if (!process.send) throw new Error('The engine is started by Forger, not by hand.');
  return {
    opensWindows: false,
    // A parent that goes while it is told something is heard of through onGone.
    post: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
    onMessage: (listener) => void process.on('message', (message) => listener(message, [])),
    onGone: (listener) => {
      process.once('disconnect', listener);
      watchParent(listener);
    },
  };
}
