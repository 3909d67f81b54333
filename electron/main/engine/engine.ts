import { ForgerError } from '@shared/contract/errors.ts';
import type { FoundDevices } from '@shared/doctor.ts';
import type { QueueTimes } from '@shared/queue.ts';
import type { RunStatus } from '@shared/run.ts';
import { threadsHere, threadsOf } from '../../engine/host/run-way.ts';
import type { Library } from '../../store/index.ts';
import { readQueue, writeQueue } from '../../store/queue.ts';
import type { RunNews } from '../library/watcher.ts';
import { explainExit, type EngineExit } from './exit.ts';
import { QueueClock } from './queue-clock.ts';
import { countMemoryEnds, MEMORY_ENDED, wentOutOfMemory } from './memory-end.ts';
import { EnginePool, type Share } from './pool.ts';
import { Silence } from './silence.ts';
import { notHeld, RunQueue, type QueueEffects } from './queue.ts';
import type { EngineChild, EngineNews } from './supervisor.ts';

export interface EngineOptions {
  /** @param share what of the machine it takes */
  fork(share: Share): EngineChild;
  library(): Library;
  /** The files of this run, or the queue, changed. */
  onRunChanged(run: string): void;
  /** The run only got further. */
  onProgress?(run: string, what: RunNews): void;
  /** Whether a run trains now: neither paused nor waiting. */
  onActivity?(training: boolean): void;
  /** What is set for the queue has changed. */
  onQueue?(times: QueueTimes): void;
  /** An engine has let go of a run, or is gone. */
  onEnded?(run: string): void;
  /** Runs that may train at a time. */
  atOnce?: number;
  log(line: string, error?: unknown): void;
}

/** A run that waits. */
export interface QueuePlace {
  run: string;
  /** In the queue now; else from before the app was closed, until somebody resumes it. */
  held: boolean;
}

/** The engines' processes and the queue in front of them. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #pool: EnginePool;
  readonly #queue: RunQueue;
  readonly #clock: QueueClock;
  #atOnce: number;
  /** Asked once for each life of an engine: what a process has loaded does not change. */
  #known: Promise<FoundDevices> | null = null;
  /** Runs that waited when the app was last closed, in their order, until they are in the queue again. */
  #parked: readonly string[] = [];
  #writing: Promise<void> = Promise.resolve();
  /** Of processes, by the system, for want of memory: as last looked at. */
  #memoryEnds = countMemoryEnds();
  readonly #paused = new Set<string>();
  readonly #silence = new Silence({ onChange: (run) => this.#options.onRunChanged(run) });
  /** Why runs are being stopped, where it is not the user who asks. */
  readonly #reasons = new Map<string, string>();

  constructor(options: EngineOptions) {
    this.#options = options;
    const { log } = options;
    this.#atOnce = options.atOnce ?? 1;
    this.#pool = new EnginePool({
      fork: options.fork,
      log,
      onNews: (news) => void this.#hear(news),
      onExit: (run, exit) => void this.#survive(run, exit),
    });
    this.#clock = new QueueClock({
      onHold: (held) => (held ? this.#queue.hold() : this.#queue.release()),
      onStop: (at) => this.#stopAll(at),
      onChange: (times) => {
        this.#storeQueue();
        options.onQueue?.(times);
      },
    });
    const effects: QueueEffects = {
      train: async (run) => this.#pool.train(run, options.library().dir, await this.#shareOf(run)),
      stop: async (run) => void (await this.#ask(run, 'stop')),
      markWaiting: (run) => this.#markWaiting(run),
      markStopped: (run, message) => this.#write(run, { state: 'stopped', message }),
      markFailed: (run, message) => this.#write(run, { state: 'failed', message }),
      onChange: (run) => {
        options.onRunChanged(run);
        this.#tellActivity();
      },
      keepQueue: (waiting) => this.#keepQueue(waiting),
      log,
    };
    this.#queue = new RunQueue(effects, this.#atOnce);
  }

  get busy(): boolean {
    return !this.#queue.idle;
  }

  /** Runs that engines have: they train or are paused. */
  get training(): readonly string[] {
    return this.#queue.training;
  }

  /** Those, and the runs that are about to be theirs. */
  get beginning(): readonly string[] {
    return this.#queue.beginning;
  }

  get waiting(): readonly string[] {
    return this.#queue.waiting;
  }

  get times(): QueueTimes {
    return this.#clock.current;
  }

  holds(run: string): boolean {
    return this.#queue.holds(run);
  }

  /** The runs in the queue, and after them those that waited when the app was last closed. */
  get places(): QueuePlace[] {
    const { waiting } = this.#queue;
    const parked = this.#parked.filter((run) => !this.#queue.holds(run));
    return [...waiting.map((run) => ({ run, held: true })), ...parked.map((run) => ({ run, held: false }))];
  }

  /** Learns from the library who waited when it was last open, and what was set for the queue. */
  async recall(): Promise<void> {
    const library = this.#options.library();
    const runs = await library.listRuns();
    const waiting = new Set(runs.filter(({ status }) => status.state === 'waiting').map(({ id }) => id));
    const stored = await readQueue(library.dir);
    this.#parked = stored.runs.filter((run) => waiting.has(run));
    this.#clock.restore(stored);
    this.#options.onQueue?.(this.times);
  }

  /** Lets no waiting run begin. @param until null: until {@link release} @throws {ForgerError} for a time that is past */
  hold(until: string | null): void {
    this.#clock.hold(until);
  }

  /** Lets the queue move again. */
  release(): void {
    this.#clock.release();
  }

  /** Sets when every run stops and the queue is held; null: never. @throws {ForgerError} for a time that is past */
  stopAt(at: string | null): void {
    this.#clock.stopAt(at);
  }

  /** Lets so many runs train at a time; those that train already go on as they are. */
  setAtOnce(atOnce: number): void {
    this.#atOnce = atOnce;
    this.#queue.setAtOnce(atOnce);
  }

  /** @throws {ForgerError} `busy` for a run that does not wait here */
  move(run: string, place: number): void {
    this.#queue.move(run, place);
  }

  enqueue(run: string): Promise<void> {
    return this.#queue.enqueue(run);
  }

  /** Whether its engine owes an answer for so long that it may never come. */
  isSilent(run: string): boolean {
    return this.#silence.isSilent(run);
  }

  /** Ends the engine of a run that does not answer: it then stands at its newest checkpoint. @throws {ForgerError} `busy` for one that does */
  endSilent(run: string): void {
    if (!this.isSilent(run)) throw new ForgerError('busy', 'The engine answers again. Stop the run instead.');
    if (!this.#pool.end(run)) throw notHeld();
  }

  stop(run: string): Promise<void> {
    return this.#queue.stop(run);
  }

  /** @throws {ForgerError} `busy` for a run that does not train here. */
  async pause(run: string): Promise<void> {
    if (!this.#queue.trains(run)) throw notHeld();
    await this.#ask(run, 'pause');
    this.#paused.add(run);
    this.#tellActivity();
  }

  /** Goes on after a pause, or puts a run in the queue that ended early, or whose measuring did. @throws {ForgerError} */
  async resume(run: string): Promise<void> {
    if (this.#queue.trains(run)) {
      await this.#ask(run, 'resume');
      this.#paused.delete(run);
      this.#tellActivity();
      return;
    }
    const library = this.#options.library();
    const [{ totalSteps }, { state, owner }] = await Promise.all([library.readRun(run), library.readStatus(run)]);
    const reached = state === 'finished' && (await library.reached(run)) >= totalSteps;
    if (reached && !(await library.listCheckpoints(run)).some(({ pending }) => pending))
      throw new ForgerError(
        'invalid-request',
        'This run has reached its length. Train it longer by giving it more epochs.',
      );
    if (state === 'training' || state === 'paused')
      throw new ForgerError(
        'busy',
        `This run is held by ${owner === 'cli' ? 'the command line' : 'another window'}. Stop it there first.`,
      );
    await this.#queue.enqueue(run);
  }

  /** Has the run that trains here let its older checkpoints go. @throws {ForgerError} `busy` for any other run */
  async thin(run: string): Promise<void> {
    await this.#ask(run, 'thin');
  }

  devices(): Promise<FoundDevices> {
    const asking = (this.#known ??= this.#askDevices());
    asking.catch(() => {
      this.#known = null;
    });
    return asking;
  }

  /** What an engine finds when it starts has changed: runs and questions from now on go to new ones. */
  renew(): void {
    this.#known = null;
    this.#pool.renew();
  }

  /** Lets the engines save the runs that train, and ends them; runs that wait keep their places for the next start. */
  async shutdown(): Promise<void> {
    this.#queue.close();
    this.#clock.close();
    await this.#pool.shutdown();
    await this.#writing;
  }

  kill(): void {
    this.#pool.kill();
  }

  async #ask(run: string, type: 'pause' | 'resume' | 'stop' | 'thin'): Promise<void> {
    const answer = this.#pool.ask(run, { type, run });
    if (!answer) throw notHeld();
    this.#silence.expect(run);
    await answer;
    // What it was told to stop is over when it has let go of the run.
    if (type === 'stop') this.#silence.heard(run);
    else this.#silence.over(run);
  }

  /** What a process takes that has no run yet: it fits most runs that are made here. */
  #freshShare(): Share {
    return { sharers: this.#atOnce, threads: threadsHere() };
  }

  /** A run keeps its number of threads, however many train beside it: another would round differently. */
  async #shareOf(run: string): Promise<Share> {
    const library = this.#options.library();
    const [record, status, checkpoints] = await Promise.all([
      library.readRun(run),
      library.readStatus(run),
      library.listCheckpoints(run),
    ]);
    const from = checkpoints.at(-1)?.step ?? null;
    return { sharers: this.#atOnce, threads: threadsOf({ record, status, from }) };
  }

  /** The time came: every run ends with a checkpoint. */
  #stopAll(at: Date): void {
    const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
    for (const run of this.#queue.training) {
      this.#reasons.set(run, `Stopped at ${time}, the time set for the queue. Resume it to go on.`);
      this.#queue.stop(run).catch((error: unknown) => this.#options.log(`could not stop ${run} at ${time}`, error));
    }
  }

  #keepQueue(waiting: readonly string[]): void {
    this.#parked = this.#parked.filter((run) => !waiting.includes(run) && !this.#queue.trains(run));
    this.#storeQueue();
  }

  #storeQueue(): void {
    const stored = { runs: [...this.#queue.waiting, ...this.#parked], ...this.times };
    const { dir } = this.#options.library();
    this.#writing = this.#writing
      .then(() => writeQueue(dir, stored))
      .catch((error: unknown) => this.#options.log('could not keep the order of the runs that wait', error));
  }

  #tellActivity(): void {
    for (const run of this.#paused) if (!this.#queue.trains(run)) this.#paused.delete(run);
    this.#options.onActivity?.(this.#queue.training.length > this.#paused.size);
  }

  async #askDevices(): Promise<FoundDevices> {
    const answer = await this.#pool.askAny({ type: 'devices' }, this.#freshShare());
    if (answer.type !== 'devices') throw new ForgerError('internal', 'The engine did not tell its devices.');
    const { devices, chosen, tensorflow } = answer;
    return { devices, chosen, tensorflow };
  }

  async #hear(news: EngineNews): Promise<void> {
    if (news.type === 'run-updated' && news.what !== 'status')
      this.#options.onProgress?.(news.run, news.what === 'metrics' ? 'metrics' : 'files');
    else this.#options.onRunChanged(news.run);
    this.#silence.heard(news.run);
    if (news.type !== 'run-ended') return;
    this.#pool.release(news.run, this.#atOnce);
    await this.#sayWhy(news.run);
    this.#end(news.run);
  }

  /** Writes why a run was stopped, where it was not the user who did. */
  async #sayWhy(run: string): Promise<void> {
    const message = this.#reasons.get(run);
    this.#reasons.delete(run);
    if (message === undefined) return;
    try {
      // It may have finished on its own meanwhile.
      if ((await this.#options.library().readStatus(run)).state === 'stopped') await this.#write(run, { message });
    } catch (error) {
      this.#options.log(`could not write why ${run} was stopped`, error);
    }
  }

  /** An engine went. The run it had is interrupted now; the sentence why is written beside it. Other runs go on. */
  async #survive(run: string | null, exit: EngineExit): Promise<void> {
    this.#known = null;
    if (exit.kind !== 'clean') this.#options.log(`an engine has gone: ${JSON.stringify(exit)}`);
    if (run === null) return;
    this.#reasons.delete(run);
    try {
      const { state } = await this.#options.library().readStatus(run);
      const outOfMemory = wentOutOfMemory(exit, countMemoryEnds() - this.#memoryEnds);
      this.#memoryEnds = countMemoryEnds();
      if (state === 'interrupted')
        await this.#write(
          run,
          outOfMemory
            ? { state: 'failed', code: 'out-of-memory', message: MEMORY_ENDED }
            : { message: explainExit(exit) },
        );
    } catch (error) {
      this.#options.log(`could not write why ${run} was interrupted`, error);
    }
    this.#end(run);
  }

  #end(run: string): void {
    this.#silence.over(run);
    this.#queue.ended(run);
    this.#options.onEnded?.(run);
  }

  /** A run that was just made says so already. */
  async #markWaiting(run: string): Promise<void> {
    const { state, owner, message } = await this.#options.library().readStatus(run);
    if (state === 'waiting' && owner === null && message === null) return;
    await this.#write(run, { state: 'waiting', message: null, divergence: undefined });
  }

  async #write(run: string, patch: Partial<RunStatus>): Promise<void> {
    const writer = await this.#options.library().openWriter(run, 'app');
    try {
      await writer.setStatus(patch);
      if (patch.message) await writer.log(patch.message);
    } finally {
      await writer.close();
    }
    this.#options.onRunChanged(run);
  }
}
