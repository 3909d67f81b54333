import { assertNever } from '@shared/assert-never.ts';
import { engineCommandSchema, type EngineCommand, type EngineEvent } from '@shared/contract/engine-messages.ts';
import { ForgerError, toFailure } from '@shared/contract/errors.ts';
import { answering } from '@shared/ports/answering.ts';
import { Library } from '../../store/index.ts';
import { RunControl } from '../training/control.ts';
import { listDevices } from './devices.ts';
import { trainRun } from './train-run.ts';
import type { EngineWindows } from './window/windows.ts';

export interface EngineServerOptions {
  bundledDir: string;
  /** Where a GPU trains through WebGPU; left out, the engine has no windows. */
  windows?: EngineWindows | null;
  post(event: EngineEvent): void;
  /** Everything is saved: the process may go. */
  exit(): void;
  log(line: string): void;
}

type Command<Type extends EngineCommand['type']> = Extract<EngineCommand, { type: Type }>;

/** Answers the app's commands in the engine's process; one run trains at a time. */
export class EngineServer {
  readonly #options: EngineServerOptions;
  #active: { run: string; control: RunControl; ended: Promise<void> } | null = null;

  /** Takes a message from the app, checks it, and answers it. */
  readonly receive = answering({
    commands: engineCommandSchema,
    obey: (command) => this.#obey(command),
    fail: ({ request }, error) => this.#options.post({ type: 'refused', request, error: toFailure(error) }),
    confused: ({ issues }) =>
      this.#options.log(`The app sent a message that is no command: ${issues[0]?.message ?? ''}`),
  });

  constructor(options: EngineServerOptions) {
    this.#options = options;
  }

  /** Stops what trains, with a checkpoint. Resolves when everything is on disk. */
  async stopAll(): Promise<void> {
    this.#active?.control.stop();
    await this.#active?.ended;
  }

  async #obey(command: EngineCommand): Promise<void> {
    const { post } = this.#options;
    const done = (): void => post({ type: 'done', request: command.request });
    switch (command.type) {
      case 'train':
        return this.#train(command);
      case 'pause':
        this.#controlOf(command.run).pause();
        return done();
      case 'resume':
        this.#controlOf(command.run).resume();
        return done();
      case 'stop':
        this.#controlOf(command.run).stop();
        return done();
      case 'thin':
        this.#controlOf(command.run).thin();
        return done();
      case 'devices':
        return post({ type: 'devices', request: command.request, ...(await listDevices(this.#options.windows)) });
      case 'shutdown':
        await this.stopAll();
        done();
        return this.#options.exit();
      default:
        return assertNever(command);
    }
  }

  #controlOf(run: string): RunControl {
    if (this.#active?.run !== run) throw new ForgerError('not-found', 'That run does not train any more.');
    return this.#active.control;
  }

  /** Answers `done` when training begins, `refused` when it cannot; `run-ended` follows each `done`. */
  async #train({ request, run, library: dir }: Command<'train'>): Promise<void> {
    if (this.#active) throw new ForgerError('busy', 'Another run trains already. Wait for it, or stop it first.');
    const { bundledDir, windows = null, post, log } = this.#options;
    const control = new RunControl();
    let started = false;
    const training = Library.open(dir).then((library) =>
      trainRun({
        library,
        runId: run,
        owner: 'app',
        bundledDir,
        windows,
        control,
        onEvent: ({ what }) => post({ type: 'run-updated', run, what }),
        onStart: () => {
          started = true;
          post({ type: 'done', request });
        },
      }),
    );
    const ended = training.then(
      () => undefined,
      () => undefined,
    );
    this.#active = { run, control, ended };
    try {
      await training;
    } catch (error) {
      if (!started) throw error;
      log(`Run ${run} ended without a word in its status: ${toFailure(error).message}`);
    } finally {
      this.#active = null;
    }
    post({ type: 'run-ended', run });
  }
}
