import type { EngineExit } from './exit.ts';
import { EngineSupervisor, type EngineChild, type EngineRequest, type SupervisorOptions } from './supervisor.ts';

/** One process of the pool. */
interface Place {
  supervisor: EngineSupervisor;
  /** The run it has; null while it is free. */
  run: string | null;
  /** It has begun to train that run. */
  begun: boolean;
  /** What it was started with. */
  share: Share;
}

/** What of the machine a process takes. */
export interface Share {
  /** How many share it. */
  sharers: number;
  /** Threads of the processor. */
  threads: number;
}

const isSame = (a: Share, b: Share): boolean => a.sharers === b.sharers && a.threads === b.threads;

export interface PoolOptions extends Pick<SupervisorOptions, 'onNews' | 'log' | 'readySeconds' | 'graceSeconds'> {
  /** Starts a process that takes its share of the machine. */
  fork(share: Share): EngineChild;
  /** A process went. @param run the one it trained, which it leaves behind; one that had not begun hears of it itself */
  onExit(run: string | null, exit: EngineExit): void;
}

/** The engines' processes: one for each run that trains, kept warm for the next. */
export class EnginePool {
  readonly #options: PoolOptions;
  #places: Place[] = [];
  /** Told to go, and not gone yet. */
  readonly #leaving = new Set<EngineSupervisor>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * Gives a run a process of its own and tells it to train.
   * @throws {ForgerError} the engine's refusal; the process is free again then
   */
  async train(run: string, library: string, share: Share): Promise<void> {
    const place = this.#freePlace(share);
    Object.assign(place, { run, begun: false });
    try {
      await place.supervisor.request({ type: 'train', library, run });
      place.begun = true;
    } catch (error) {
      if (place.run === run) place.run = null;
      throw error;
    }
  }

  /** Asks the process that has a run. Null where none has it. @throws {ForgerError} its refusal */
  ask(run: string, command: EngineRequest): ReturnType<EngineSupervisor['request']> | null {
    return this.#places.find((place) => place.run === run)?.supervisor.request(command) ?? null;
  }

  /** Asks any process, a free one rather than one that trains. @throws {ForgerError} its refusal */
  askAny(command: EngineRequest, share: Share): ReturnType<EngineSupervisor['request']> {
    const running = this.#places.filter(({ supervisor }) => supervisor.running);
    const place = running.find(({ run }) => run === null) ?? running[0] ?? this.#freePlace(share);
    return place.supervisor.request(command);
  }

  /** The run's process is free again. @param keep how many processes stay warm */
  release(run: string, keep: number): void {
    for (const place of this.#places) if (place.run === run) place.run = null;
    const free = this.#places.filter((place) => place.run === null);
    const spare = this.#places.length - keep;
    for (const place of free.slice(0, Math.max(0, spare))) this.#retire(place);
  }

  /** Lets the free processes go: what the next ones load may have changed. Those that train stay as they are. */
  renew(): void {
    for (const place of this.#places.filter(({ run }) => run === null)) this.#retire(place);
  }

  /** Ends the process that has a run now, whatever it does. False where none has it. */
  end(run: string): boolean {
    const place = this.#places.find((other) => other.run === run);
    place?.supervisor.kill({ kind: 'ended' });
    return place !== undefined;
  }

  /** Lets all processes save what they do and go. */
  async shutdown(): Promise<void> {
    await Promise.all(
      [...this.#places.map(({ supervisor }) => supervisor), ...this.#leaving].map((it) => it.shutdown()),
    );
  }

  /** Ends all processes now, for an app that must go. */
  kill(): void {
    for (const supervisor of [...this.#places.map((place) => place.supervisor), ...this.#leaving]) supervisor.kill();
  }

  /** A process that has no run: one that is warm and has the right share, or a new one. */
  #freePlace(share: Share): Place {
    const free = this.#places.filter(({ run }) => run === null);
    const warm = free.find((place) => isSame(place.share, share) && place.supervisor.running);
    if (warm) return warm;
    // How many threads a TensorFlow takes is settled when it loads.
    for (const place of free) this.#retire(place);
    const place: Place = { supervisor: this.#makeSupervisor(share, () => place), run: null, begun: false, share };
    this.#places.push(place);
    return place;
  }

  #makeSupervisor(share: Share, place: () => Place): EngineSupervisor {
    const { fork, onExit, ...rest } = this.#options;
    return new EngineSupervisor({
      ...rest,
      fork: () => fork(share),
      onExit: (exit) => {
        const { run, begun } = place();
        place().run = null;
        onExit(begun ? run : null, exit);
      },
    });
  }

  #retire(place: Place): void {
    this.#places = this.#places.filter((other) => other !== place);
    this.#leaving.add(place.supervisor);
    void place.supervisor.shutdown().finally(() => this.#leaving.delete(place.supervisor));
  }
}
