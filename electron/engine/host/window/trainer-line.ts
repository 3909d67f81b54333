import { errorOf, ForgerError } from '@shared/contract/errors.ts';
import { trainerAnswerSchema, type TrainerAnswer, type TrainerCommand } from '@shared/contract/trainer-messages.ts';
import type { Port } from '@shared/ports/port.ts';
import { Requests } from '@shared/ports/requests.ts';
import { DivergedError } from '../../training/divergence.ts';

/** A command without its number: the line gives those out. */
type Unnumbered<Command> = Command extends unknown ? Omit<Command, 'request'> : never;
export type TrainerRequest = Unnumbered<TrainerCommand>;
type Answer<Type extends TrainerAnswer['type']> = Extract<TrainerAnswer, { type: Type }>;

const RESUME = 'Resume the run to go on from its newest checkpoint.';
const PING_MS = 5000;
/** A window answers between two ops: only one that hangs is silent for so long. */
const SILENT_MS = 60_000;

/** The engine's end of the line to a {@link TrainerServer}: asks, checks what comes back, and notices silence. */
export class TrainerLine {
  readonly #requests: Requests<TrainerRequest, TrainerAnswer>;
  readonly #pings: NodeJS.Timeout;
  readonly #pingMs: number;
  readonly #silentMs: number;
  /**
   * Pings since anything was heard. Silence is counted in these and not by the clock: while the machine sleeps or this
   * process is held up, no answer can be heard.
   */
  #unheard = 0;
  #broken: ForgerError | null = null;
  #break: (error: ForgerError) => void = () => undefined;
  /** Rejects when the line breaks. */
  readonly broken: Promise<never>;

  constructor(
    port: Port<TrainerCommand>,
    { pingMs = PING_MS, silentMs = SILENT_MS }: { pingMs?: number; silentMs?: number } = {},
  ) {
    this.#pingMs = pingMs;
    this.#silentMs = silentMs;
    this.broken = new Promise((_, reject) => (this.#break = reject));
    // That nobody waits for it is no failure of its own.
    this.broken.catch(() => undefined);
    this.#requests = new Requests((command, request) => port.postMessage({ ...command, request }));
    port.onMessage((message) => this.#receive(message));
    this.#pings = setInterval(() => this.#ping(), pingMs);
    this.#pings.unref();
  }

  /** @throws {ForgerError} the far end's failure, or why the line broke */
  async request<Type extends TrainerAnswer['type']>(command: TrainerRequest, expected: Type): Promise<Answer<Type>> {
    const answer = await this.#requests.ask(command);
    if (answer.type === expected) return answer as Answer<Type>;
    throw this.break(confused(`${answer.type} in answer to ${command.type}`));
  }

  /** Lets everything that waits fail, and everything asked after it. */
  break(error: ForgerError): ForgerError {
    this.#broken ??= error;
    this.#break(this.#broken);
    clearInterval(this.#pings);
    this.#requests.end(this.#broken);
    return this.#broken;
  }

  #ping(): void {
    if (this.#unheard * this.#pingMs > this.#silentMs) {
      const seconds = Math.round(this.#silentMs / 1000);
      this.break(
        new ForgerError('engine-stopped', `The engine's window has not answered for ${seconds} seconds. ${RESUME}`),
      );
      return;
    }
    this.#unheard += 1;
    this.request({ type: 'ping' }, 'pong').catch(() => undefined);
  }

  #receive(message: unknown): void {
    this.#unheard = 0;
    const parsed = trainerAnswerSchema.safeParse(message);
    if (!parsed.success) {
      this.break(confused(parsed.error.issues[0]?.message ?? 'no answer'));
      return;
    }
    const answer = parsed.data;
    if (answer.type === 'confused') {
      this.break(errorOf(answer.error));
      return;
    }
    if (answer.type === 'failed') this.#requests.fail(answer.request, failureOf(answer));
    else this.#requests.answer(answer.request, answer);
  }
}

/** The error as it was thrown at the far end. */
function failureOf({ error, diverged }: Answer<'failed'>): ForgerError {
  if (diverged) return new DivergedError(diverged.divergence, diverged.stepsPerEpoch, diverged.rows);
  return errorOf(error);
}

const confused = (what: string): ForgerError =>
  new ForgerError('internal', `The engine does not understand its window (${what}). ${RESUME}`);
