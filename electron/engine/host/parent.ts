/** The process that forked this one, whichever way it did. */
export interface Parent {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The parent is gone, or has closed the line. */
  onGone(listener: () => void): void;
}

/** Electron's utilityProcess gives its child this port; Electron itself need not be imported for it. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

const WATCH_MS = 1000;

/** Not every host says that it goes: one that died leaves its children to another parent. */
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
  const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort };
  if (parentPort)
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
      onGone: watchParent,
    };
  if (!process.send) throw new Error('The engine is started by Forger, not by hand.');
  return {
    // A parent that goes while it is told something is heard of through onGone.
    post: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
    onMessage: (listener) => void process.on('message', listener),
    onGone: (listener) => {
      process.once('disconnect', listener);
      watchParent(listener);
    },
  };
}
