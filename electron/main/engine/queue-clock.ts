import { ForgerError } from '@shared/contract/errors.ts';
import { FREE_QUEUE, type QueueTimes } from '@shared/queue.ts';

export interface QueueClockOptions {
  /** The queue is held from now on, or not any more. */
  onHold(held: boolean): void;
  /** The time came at which all runs stop. */
  onStop(at: Date): void;
  /** What is set has changed. */
  onChange(times: QueueTimes): void;
}

/** Looked at so often: a machine that slept, or whose clock was set, is noticed soon. */
const LOOK_MS = 20_000;
/** A plan for more than a week is a mistake. */
const MOST_AHEAD_MS = 8 * 86_400_000;

/** Holds the queue, starts it and stops it, by hand or at a time. */
export class QueueClock {
  readonly #options: QueueClockOptions;
  #times: QueueTimes = FREE_QUEUE;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: QueueClockOptions) {
    this.#options = options;
  }

  get current(): QueueTimes {
    return this.#times;
  }

  /** Goes on from what was set when the app was last open. A time to stop that passed meanwhile has nothing to stop. */
  restore({ hold, stopAt }: QueueTimes): void {
    this.#times = { hold, stopAt: stopAt !== null && Date.parse(stopAt) <= Date.now() ? null : stopAt };
    this.#options.onHold(hold !== null);
    this.#look();
  }

  /** Lets no waiting run begin. @param until null: until {@link release} @throws {ForgerError} for a time that is past */
  hold(until: string | null): void {
    requireFuture(until);
    this.#set({ ...this.#times, hold: { since: new Date().toISOString(), until, by: 'user' } });
  }

  release(): void {
    this.#set({ ...this.#times, hold: null });
  }

  /** @param at null: not any more @throws {ForgerError} for a time that is past */
  stopAt(at: string | null): void {
    requireFuture(at);
    this.#set({ ...this.#times, stopAt: at });
  }

  /** Ends its looks at the time. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #set(times: QueueTimes): void {
    const wasHeld = this.#times.hold !== null;
    this.#times = times;
    this.#options.onChange(times);
    if (wasHeld !== (times.hold !== null)) this.#options.onHold(times.hold !== null);
    this.#look();
  }

  /** Does what is due, and comes back for the rest. */
  #look(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    const { hold, stopAt } = this.#times;
    if (stopAt !== null && Date.parse(stopAt) <= now) {
      this.#set({ hold: { since: new Date(now).toISOString(), until: null, by: 'time' }, stopAt: null });
      this.#options.onStop(new Date(stopAt));
      return;
    }
    if (hold?.until && Date.parse(hold.until) <= now) return this.release();
    const dues = [stopAt, hold?.until ?? null].filter((at) => at !== null).map((at) => Date.parse(at) - now);
    if (dues.length === 0) return;
    this.#timer = setTimeout(() => this.#look(), Math.min(LOOK_MS, ...dues));
    this.#timer.unref?.();
  }
}

function requireFuture(at: string | null): void {
  if (at === null) return;
  const ahead = Date.parse(at) - Date.now();
  if (ahead <= 0) throw new ForgerError('invalid-request', 'That time has passed. Choose one that is still to come.');
  if (ahead > MOST_AHEAD_MS)
    throw new ForgerError('invalid-request', 'That is more than a week away. Choose an earlier time.');
}
