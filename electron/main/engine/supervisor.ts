import { engineEventSchema, type EngineCommand, type EngineEvent } from '@shared/contract/engine-messages.ts';
import { errorOf, ForgerError } from '@shared/contract/errors.ts';
import type { Port } from '@shared/ports/port.ts';
import { Requests } from '@shared/ports/requests.ts';
import { deferred, type Deferred } from './deferred.ts';
import { exitOf, explainExit, type EngineExit } from './exit.ts';

/** A forked engine, as far as the supervisor is concerned. */
export interface EngineChild extends Port<EngineCommand> {
  onExit(listener: (code: number) => void): void;
  /** Ends it at once; false when it could not be signalled. */
  kill(): boolean;
}

/** A command without its number: the supervisor gives those out. */
type Unnumbered<Command> = Command extends unknown ? Omit<Command, 'request'> : never;
export type EngineRequest = Unnumbered<EngineCommand>;
type EngineAnswer = Extract<EngineEvent, { type: 'done' | 'devices' }>;
/** What the engine says unasked. */
export type EngineNews = Extract<EngineEvent, { type: 'run-updated' | 'run-ended' }>;

export interface SupervisorOptions {
  fork(): EngineChild;
  onNews(news: EngineNews): void;
  onExit(exit: EngineExit): void;
  log(line: string): void;
  /** How long a start may take: the first load of TensorFlow reads several hundred megabytes. */
  readySeconds?: number;
  /** How long a shutdown may take before the process is ended. */
  graceSeconds?: number;
}

/** One life of the engine's process. */
interface Life {
  child: EngineChild;
  ready: Deferred;
  gone: Deferred;
  readyTimer: NodeJS.Timeout;
  /** Why the app ended it, where it did. */
  ending: EngineExit | 'asked' | null;
  requests: Requests<EngineRequest, EngineAnswer>;
}

/**
 * Starts the engine when it is first needed, speaks with it in checked messages, and knows why it went. After an
 * exit the next request starts a new one.
 */
export class EngineSupervisor {
  readonly #options: SupervisorOptions;
  #life: Life | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#life !== null;
  }

  /** @throws {ForgerError} the engine's refusal, or `engine-stopped` when it went away before it answered. */
  async request(command: EngineRequest): Promise<EngineAnswer> {
    const life = this.#life ?? this.#start();
    await life.ready.promise;
    return life.requests.ask(command);
  }

  /** Lets the engine save what it does and go; ends it when it takes longer than the grace. */
  async shutdown(): Promise<void> {
    const life = this.#life;
    if (!life) return;
    life.ending ??= 'asked';
    const seconds = this.#options.graceSeconds ?? 5;
    const timer = setTimeout(() => this.#end(life, { kind: 'killed' }), seconds * 1000);
    // Its refusal matters as little as its answer: what counts is that the process goes.
    life.requests.ask({ type: 'shutdown' }).catch(() => undefined);
    await life.gone.promise;
    clearTimeout(timer);
  }

  /** Ends the engine now, for an app that must go or a user who waited long enough. */
  kill(reason: EngineExit = { kind: 'killed' }): void {
    if (this.#life) this.#end(this.#life, reason);
  }

  #start(): Life {
    const { readySeconds = 120 } = this.#options;
    const child = this.#options.fork();
    const life: Life = {
      child,
      ready: deferred(),
      gone: deferred(),
      readyTimer: setTimeout(
        () => this.#end(life, { kind: 'never-ready', seconds: readySeconds }),
        readySeconds * 1000,
      ),
      ending: null,
      requests: new Requests((command, request) => child.postMessage({ ...command, request })),
    };
    this.#life = life;
    child.onMessage((message) => this.#receive(life, message));
    child.onExit((code) => this.#bury(life, code));
    return life;
  }

  #receive(life: Life, message: unknown): void {
    const parsed = engineEventSchema.safeParse(message);
    if (!parsed.success) {
      this.#options.log(`the engine sent a message that is none: ${parsed.error.issues[0]?.message ?? ''}`);
      return;
    }
    const event = parsed.data;
    switch (event.type) {
      case 'ready':
        clearTimeout(life.readyTimer);
        return life.ready.resolve();
      case 'run-updated':
      case 'run-ended':
        return this.#options.onNews(event);
      case 'done':
      case 'devices':
        return this.#expect(event.request, life.requests.answer(event.request, event));
      case 'refused':
        return this.#expect(event.request, life.requests.fail(event.request, errorOf(event.error)));
    }
  }

  #expect(request: number, awaited: boolean): void {
    if (!awaited) this.#options.log(`the engine answered request ${request}, which nobody waits for`);
  }

  #end(life: Life, reason: EngineExit): void {
    life.ending = reason;
    if (!life.child.kill()) this.#options.log('the engine could not be signalled; it has probably gone already');
  }

  #bury(life: Life, code: number): void {
    if (this.#life === life) this.#life = null;
    const exit = life.ending === null || life.ending === 'asked' ? exitOf(code, life.ending === 'asked') : life.ending;
    const error = stopped(exit);
    clearTimeout(life.readyTimer);
    life.ready.reject(error);
    life.requests.end(error);
    life.gone.resolve();
    this.#options.onExit(exit);
  }
}

const stopped = (exit: EngineExit): ForgerError => new ForgerError('engine-stopped', explainExit(exit));
