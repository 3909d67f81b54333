import { ForgerError } from '@shared/contract/errors.ts';
import type { DeviceKind, DeviceReport } from '@shared/doctor.ts';
import type { RunStatus } from '@shared/run.ts';
import type { Library } from '../../store/index.ts';
import { readLine, writeLine } from '../../store/line.ts';
import { explainExit, type EngineExit } from './exit.ts';
import { notHeld, RunQueue } from './queue.ts';
import { EngineSupervisor, type EngineChild, type EngineNews } from './supervisor.ts';

export interface EngineOptions {
  fork(): EngineChild;
  library(): Library;
  /** The files of this run, or the line of waiting runs, changed. */
  onRunChanged(run: string): void;
  /** Whether a run trains now: neither paused nor waiting. */
  onActivity?(training: boolean): void;
  log(line: string, error?: unknown): void;
}

/** A run that waits. */
export interface LinePlace {
  run: string;
  /** In line now; else from before the app was closed, until somebody resumes it. */
  held: boolean;
}

export interface Devices {
  devices: DeviceReport[];
  /** The one `auto` takes. */
  chosen: DeviceKind;
}

/** The engine's process and the line of runs in front of it. */
export class Engine {
  private readonly supervisor: EngineSupervisor;
  private readonly queue: RunQueue;
  /** Asked once for each life of the engine: what a process has loaded does not change. */
  private known: Promise<Devices> | null = null;
  /** Runs that waited when the app was last closed, in their order, until they are in line again. */
  private parked: readonly string[] = [];
  private writing: Promise<void> = Promise.resolve();
  private paused: string | null = null;

  constructor(private readonly options: EngineOptions) {
    const { log } = options;
    this.supervisor = new EngineSupervisor({
      fork: options.fork,
      log,
      onNews: (news) => this.hear(news),
      onExit: (exit) => void this.survive(exit),
    });
    this.queue = new RunQueue({
      train: async (run) =>
        void (await this.supervisor.request({ type: 'train', library: options.library().dir, run })),
      stop: async (run) => void (await this.supervisor.request({ type: 'stop', run })),
      markWaiting: (run) => this.write(run, { state: 'waiting', message: null }),
      markStopped: (run, message) => this.write(run, { state: 'stopped', message }),
      markFailed: (run, message) => this.write(run, { state: 'failed', message }),
      onChange: (run) => {
        options.onRunChanged(run);
        this.tellActivity();
      },
      keepLine: (line) => this.keepLine(line),
      log,
    });
  }

  get busy(): boolean {
    return !this.queue.idle;
  }

  holds(run: string): boolean {
    return this.queue.holds(run);
  }

  /** The runs in line, and after them those that waited when the app was last closed. */
  get line(): LinePlace[] {
    const { waiting } = this.queue;
    const parked = this.parked.filter((run) => !this.queue.holds(run));
    return [...waiting.map((run) => ({ run, held: true })), ...parked.map((run) => ({ run, held: false }))];
  }

  /** Learns from the library who waited when it was last open. */
  async recall(): Promise<void> {
    const library = this.options.library();
    const runs = await library.listRuns();
    const waiting = new Set(runs.filter(({ status }) => status.state === 'waiting').map(({ id }) => id));
    this.parked = (await readLine(library.dir)).filter((run) => waiting.has(run));
  }

  /** @throws {ForgerError} `busy` for a run that does not wait here */
  move(run: string, place: number): void {
    this.queue.move(run, place);
  }

  enqueue(run: string): Promise<void> {
    return this.queue.enqueue(run);
  }

  stop(run: string): Promise<void> {
    return this.queue.stop(run);
  }

  /** @throws {ForgerError} `busy` for a run that does not train here. */
  async pause(run: string): Promise<void> {
    if (this.queue.training !== run) throw notHeld();
    await this.supervisor.request({ type: 'pause', run });
    this.paused = run;
    this.tellActivity();
  }

  /** Goes on after a pause, or puts a run that ended early in line. @throws {ForgerError} */
  async resume(run: string): Promise<void> {
    if (this.queue.training === run) {
      await this.supervisor.request({ type: 'resume', run });
      this.paused = null;
      this.tellActivity();
      return;
    }
    const library = this.options.library();
    const [{ totalSteps }, { state, step, owner }] = await Promise.all([library.readRun(run), library.readStatus(run)]);
    if (state === 'finished' && step >= totalSteps)
      throw new ForgerError('invalid-request', 'This run has reached its length. Train it longer by giving it more epochs.');
    if (state === 'training' || state === 'paused')
      throw new ForgerError(
        'busy',
        `This run is held by ${owner === 'cli' ? 'the command line' : 'another window'}. Stop it there first.`,
      );
    await this.queue.enqueue(run);
  }

  devices(): Promise<Devices> {
    const asking = (this.known ??= this.askDevices());
    asking.catch(() => {
      this.known = null;
    });
    return asking;
  }

  /** Lets the engine save the run that trains, and ends it; runs that wait keep their places for the next start. */
  async shutdown(): Promise<void> {
    this.queue.close();
    await this.supervisor.shutdown();
    await this.writing;
  }

  kill(): void {
    this.supervisor.kill();
  }

  private keepLine(line: readonly string[]): void {
    this.parked = this.parked.filter((run) => !line.includes(run) && this.queue.training !== run);
    const runs = [...line, ...this.parked];
    const { dir } = this.options.library();
    this.writing = this.writing
      .then(() => writeLine(dir, runs))
      .catch((error: unknown) => this.options.log('could not keep the order of the runs that wait', error));
  }

  private tellActivity(): void {
    const { training } = this.queue;
    if (training !== this.paused) this.paused = null;
    this.options.onActivity?.(training !== null && this.paused === null);
  }

  private async askDevices(): Promise<Devices> {
    const answer = await this.supervisor.request({ type: 'devices' });
    if (answer.type !== 'devices') throw new ForgerError('internal', 'The engine did not tell its devices.');
    return { devices: answer.devices, chosen: answer.chosen };
  }

  private hear(news: EngineNews): void {
    this.options.onRunChanged(news.run);
    if (news.type === 'run-ended') this.queue.ended(news.run);
  }

  /** The engine went. Its run is interrupted now; the sentence why is written beside it. */
  private async survive(exit: EngineExit): Promise<void> {
    const run = this.queue.training;
    this.known = null;
    if (exit.kind !== 'clean') this.options.log(`the engine has gone: ${JSON.stringify(exit)}`);
    if (run === null) return;
    try {
      const { state } = await this.options.library().readStatus(run);
      if (state === 'interrupted') await this.write(run, { message: explainExit(exit) });
    } catch (error) {
      this.options.log(`could not write why ${run} was interrupted`, error);
    }
    this.queue.ended(run);
  }

  private async write(run: string, patch: Partial<RunStatus>): Promise<void> {
    const writer = await this.options.library().openWriter(run, 'app');
    try {
      await writer.setStatus(patch);
      if (patch.message) await writer.log(patch.message);
    } finally {
      await writer.close();
    }
    this.options.onRunChanged(run);
  }
}
