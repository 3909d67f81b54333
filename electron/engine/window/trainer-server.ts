import { assertNever } from '@shared/assert-never.ts';
import { ForgerError, toFailure } from '@shared/contract/errors.ts';
import {
  MOST_PIXEL_BYTES,
  trainerCommandSchema,
  type TrainerAnswer,
  type TrainerCommand,
} from '@shared/contract/trainer-messages.ts';
import { answering } from '@shared/ports/answering.ts';
import type { Port } from '@shared/ports/port.ts';
import { CompileRefusal } from '../compile/index.ts';
import { DivergedError } from '../training/divergence.ts';
import { seededFeed } from '../training/feed.ts';
import { Trainer } from '../training/trainer.ts';
import type { OpenDevice, ServerDevices } from './devices.ts';

/** So long a call trains at most, but for the step it is in: pausing stays prompt, and messages are few. */
const CALL_MS = 50;

type Command<Type extends TrainerCommand['type']> = Extract<TrainerCommand, { type: Type }>;
/** An answer without its number. */
type Unnumbered<Answer> = Answer extends { request: number } ? Omit<Answer, 'request'> : never;

/** A run that was announced; its pixels come after. */
interface Prepared {
  command: Command<'prepare'>;
  device: OpenDevice;
  pixels: Uint8Array;
  /** Bytes of pixels that have come. */
  received: number;
}

/** A trainer at the far end of a line: does what the engine's process asks, one thing after the other. */
export class TrainerServer {
  readonly #port: Port<TrainerAnswer>;
  readonly #devices: ServerDevices;
  #prepared: Prepared | null = null;
  #trainer: Trainer | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(port: Port<TrainerAnswer>, devices: ServerDevices) {
    this.#port = port;
    this.#devices = devices;
    const receive = answering({
      commands: trainerCommandSchema,
      obey: (command) => this.#answer(command),
      fail: ({ request }, error) =>
        this.#post({ type: 'failed', request, error: toFailure(error), ...this.#broken(error) }),
      confused: ({ issues: [issue] }) => this.#post({ type: 'confused', error: toFailure(notUnderstood(issue)) }),
    });
    port.onMessage((message) => void receive(message));
  }

  #post(answer: TrainerAnswer): void {
    this.#port.postMessage(answer);
  }

  /** One thing after the other, but for a ping. */
  async #answer(command: TrainerCommand): Promise<void> {
    const { request } = command;
    const obeyed = command.type === 'ping' ? this.#obey(command) : this.#last.then(() => this.#obey(command));
    if (command.type !== 'ping') this.#last = obeyed.then(nothing, nothing);
    this.#post({ ...(await obeyed), request });
  }

  /** What is known where the run's numbers broke, beside the sentence. */
  #broken(error: unknown): Pick<Extract<TrainerAnswer, { type: 'failed' }>, 'diverged'> {
    if (!(error instanceof DivergedError) || !this.#trainer) return {};
    const { divergence, rows } = error;
    return { diverged: { divergence, stepsPerEpoch: this.#trainer.feed.stepsPerEpoch, rows: [...rows] } };
  }

  async #obey(command: TrainerCommand): Promise<Unnumbered<TrainerAnswer>> {
    switch (command.type) {
      case 'ping':
        return { type: 'pong' };
      case 'probe':
        return { type: 'gpu', gpu: await this.#devices.probe() };
      case 'prepare':
        return this.#prepare(command);
      case 'pixels':
        return this.#take(command.bytes);
      case 'begin':
        return this.#begin();
      case 'restore':
        this.#training().restore(command.state);
        return this.#done();
      case 'train':
        return this.#train(command.wanted);
      case 'metrics':
        return { type: 'metrics', rows: await this.#training().readMetrics(), ...this.#where() };
      case 'samples':
        return { type: 'samples', ...(await this.#training().drawSamples()) };
      case 'evaluate':
        return { type: 'evaluated', value: await this.#training().evaluate(command.id) };
      case 'memory':
        return { type: 'memory', bytes: this.#announced().device.bytes() };
      case 'save':
        return { type: 'saved', state: await this.#training().save() };
      default:
        return assertNever(command);
    }
  }

  async #prepare(command: Command<'prepare'>): Promise<Unnumbered<TrainerAnswer>> {
    if (this.#prepared) throw new ForgerError('busy', 'A window of the engine trains one run.');
    const { count, image } = command.images;
    const bytes = count * image.height * image.width * image.channels;
    if (bytes > MOST_PIXEL_BYTES)
      throw new ForgerError(
        'out-of-memory',
        'This data set is too large for training in a window, which takes up to 2 GiB of pixels. Train on the CPU, or import it in a smaller size.',
      );
    this.#prepared = {
      command,
      device: await this.#devices.open(),
      pixels: new Uint8Array(bytes),
      received: 0,
    };
    return this.#done();
  }

  #take(bytes: Uint8Array): Unnumbered<TrainerAnswer> {
    const prepared = this.#announced();
    if (prepared.received + bytes.length > prepared.pixels.length) throw outOfTurn('more pixels than the images have');
    prepared.pixels.set(bytes, prepared.received);
    prepared.received += bytes.length;
    return this.#done();
  }

  #begin(): Unnumbered<TrainerAnswer> {
    const { command, device, pixels, received } = this.#announced();
    if (this.#trainer || received !== pixels.length) throw outOfTurn('begin');
    const { config, networks, recipe, images, pretrained } = command;
    const options = { config, networks, recipe, ...(pretrained && { pretrained }) };
    const feed = seededFeed({ ...images, pixels }, options);
    this.#trainer = new Trainer(options, feed, noGraphs, command.settled);
    const { execution, refusal } = this.#trainer.way;
    return { type: 'begun', device: device.device, way: { execution, refusal } };
  }

  async #train(wanted: number): Promise<Unnumbered<TrainerAnswer>> {
    const trainer = this.#training();
    const started = performance.now();
    const end = trainer.step + wanted;
    do trainer.trainSteps(end - trainer.step);
    while (trainer.step < end && performance.now() - started < CALL_MS);
    // A GPU works behind: waiting for it here keeps the queue short, and is time spent in training.
    const queued = performance.now();
    await this.#announced().device.settled();
    trainer.elapsed += (performance.now() - queued) / 1000;
    return this.#done();
  }

  #where(): { step: number; elapsed: number } {
    return { step: this.#trainer?.step ?? 0, elapsed: this.#trainer?.elapsed ?? 0 };
  }

  #done(): Unnumbered<TrainerAnswer> {
    return { type: 'done', ...this.#where() };
  }

  #announced(): Prepared {
    if (!this.#prepared) throw outOfTurn('no run was announced');
    return this.#prepared;
  }

  #training(): Trainer {
    if (!this.#trainer) throw outOfTurn('no run has begun');
    return this.#trainer;
  }
}

const nothing = (): void => undefined;

const notUnderstood = (issue?: { code: string; path: PropertyKey[] }): ForgerError =>
  new ForgerError(
    'internal',
    `The engine's window does not understand the engine (${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'no command'}).`,
  );

const outOfTurn = (what: string): ForgerError =>
  new ForgerError('internal', `The engine and its window are out of step: ${what}.`);

/** Refuses every graph: only native TensorFlow takes one. */
function noGraphs(): never {
  throw new CompileRefusal('device', 'Compiled steps need native TensorFlow.');
}
