import { ForgerError } from '../contract/errors.ts';

export interface AskOptions {
  signal?: AbortSignal;
  /**
   * Tells the far end that nobody wants the answer any more. It then has the last word, for what it has to tidy up: its
   * answer counts, or its end. Left out, who asked hears `cancelled` at once, and a late answer is let go.
   */
  cancel?: (request: number) => void;
}

interface Waiting<Message, Answer> {
  message: Message;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

const cancelled = (): ForgerError => new ForgerError('cancelled', 'Cancelled.');

/** What was asked over a port and not answered yet, by number. */
export class Requests<Message, Answer> {
  readonly #post: (message: Message, request: number) => void;
  /** In the order they were asked in. */
  readonly #waiting = new Map<number, Waiting<Message, Answer>>();
  readonly #letGo = new Set<number>();
  #next = 0;
  #ended: { error: unknown } | null = null;

  /** @param post sends a request under its number */
  constructor(post: (message: Message, request: number) => void) {
    this.#post = post;
  }

  /** Numbers given out so far. */
  get asked(): number {
    return this.#next;
  }

  /** Number of the request that waits longest; null where none does. */
  get oldest(): number | null {
    return this.#waiting.keys().next().value ?? null;
  }

  /** How many wait. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** What waits for an answer, the oldest first. */
  get waiting(): readonly Message[] {
    return [...this.#waiting.values()].map(({ message }) => message);
  }

  /** @throws what the far end failed by, why the channel ended, or {ForgerError} `cancelled` */
  async ask(message: Message, { signal, cancel }: AskOptions = {}): Promise<Answer> {
    if (signal?.aborted) throw cancelled();
    if (this.#ended) throw this.#ended.error;
    const request = this.#next++;
    const abort = (): void => {
      if (cancel) return cancel(request);
      this.#letGo.add(request);
      this.fail(request, cancelled());
    };
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(request, { message, resolve, reject });
        signal?.addEventListener('abort', abort, { once: true });
        this.#post(message, request);
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** @returns false where nobody ever waited for it */
  answer(request: number, answer: Answer): boolean {
    return this.#settle(request, ({ resolve }) => resolve(answer));
  }

  /** @returns false where nobody ever waited for it */
  fail(request: number, error: unknown): boolean {
    return this.#settle(request, ({ reject }) => reject(error));
  }

  /** The far end is gone: what waits fails, and whatever is asked from here on. The first reason counts. */
  end(error: unknown): void {
    this.#ended ??= { error };
    for (const { reject } of this.#waiting.values()) reject(this.#ended.error);
    this.#waiting.clear();
  }

  #settle(request: number, settle: (waiting: Waiting<Message, Answer>) => void): boolean {
    const waiting = this.#waiting.get(request);
    if (!waiting) return this.#letGo.delete(request);
    this.#waiting.delete(request);
    settle(waiting);
    return true;
  }
}
