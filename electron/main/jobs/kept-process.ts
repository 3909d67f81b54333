import type { ProcessPort } from '@shared/ports/port.ts';
import type { ApartLauncher } from '../../engine/host/apart.ts';

/** Long enough to look at an answer and ask again. */
const IDLE_MS = 60_000;

/** A launcher whose process may be let go of. */
export interface KeptProcess<Command> {
  launch: ApartLauncher<Command>;
  /** Ends the process that waits for another task, if one does. */
  close(): void;
}

/**
 * Keeps a process that answered a task for the next one, for a while: what it has opened and worked out by then need not be made again.
 * One that was ended while it worked, or that failed, is not kept.
 * @param idleMs how long it may wait
 */
export function keptProcess<Command>(launch: ApartLauncher<Command>, idleMs = IDLE_MS): KeptProcess<Command> {
  let waiting: { child: Child<Command>; timer: NodeJS.Timeout } | null = null;
  const take = (): Child<Command> | null => {
    if (!waiting) return null;
    const { child, timer } = waiting;
    clearTimeout(timer);
    waiting = null;
    return child;
  };
  const keep = (child: Child<Command>): void => {
    take()?.end();
    waiting = { child, timer: setTimeout(() => take()?.end(), idleMs).unref() };
  };
  return {
    launch: () => {
      const child = take() ?? new Child(launch(), (gone) => void (waiting?.child === gone && take()));
      return child.lease(() => keep(child));
    },
    close: () => take()?.end(),
  };
}

/** A process that is lent to one task after another. */
class Child<Command> {
  readonly #port: ProcessPort<Command>;
  #listener: (message: unknown) => void = () => undefined;
  #ended: () => void = () => undefined;
  #gone = false;

  constructor(port: ProcessPort<Command>, onGone: (child: Child<Command>) => void) {
    this.#port = port;
    port.onMessage((message) => this.#listener(message));
    port.onExit(() => {
      this.#gone = true;
      onGone(this);
      this.#ended();
    });
  }

  end(): void {
    this.#port.kill();
  }

  /** @param done called instead of its end, where it has answered */
  lease(done: () => void): ProcessPort<Command> {
    let answered = false;
    let exits: (() => void)[] = [];
    const exit = (): void => {
      for (const listener of exits.splice(0)) listener();
    };
    this.#ended = exit;
    return {
      postMessage: (message) => this.#port.postMessage(message),
      onMessage: (listener) => {
        this.#listener = (message) => {
          const { type } = (message ?? {}) as { type?: unknown };
          answered = type !== 'progress' && type !== 'failed';
          listener(message);
        };
      },
      onExit: (listener) => {
        if (this.#gone) listener();
        else exits = [...exits, listener];
      },
      kill: () => {
        if (this.#gone) return;
        if (!answered) return this.#port.kill();
        this.#listener = () => undefined;
        this.#ended = () => undefined;
        done();
        exit();
      },
    };
  }
}
