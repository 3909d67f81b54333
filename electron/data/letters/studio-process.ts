import { ForgerError } from '@shared/contract/errors.ts';
import type { DecoderLauncher, DecoderProcess } from '../decoder/launcher.ts';
import { isLettersMessage, type LettersMessage, type LettersRequest } from './messages.ts';

/** The process ended, said nothing for too long, or said what makes no sense. */
export class ProcessGone extends Error {
  override readonly name = 'ProcessGone';
}

interface Waiting {
  settle(message: LettersMessage): void;
  fail(error: unknown): void;
}

/** One process that draws letters: one request at a time, each answered within a time. */
export class StudioProcess {
  readonly #process: DecoderProcess;
  #waiting: Waiting | null = null;
  #timer: NodeJS.Timeout | undefined;
  #gone: unknown = null;
  readonly #ready: Promise<LettersMessage>;

  /** @param timeout milliseconds for one answer. */
  constructor(
    launcher: DecoderLauncher,
    private readonly timeout: number,
  ) {
    this.#process = launcher();
    this.#process.onMessage((message) => this.#receive(message));
    this.#process.onExit(() => this.close(new ProcessGone('The process that draws letters ended.')));
    this.#ready = this.#next();
    // Whoever asks first learns of it.
    this.#ready.catch(() => undefined);
  }

  /** @throws {ProcessGone}, or the reason it was closed with. */
  async ask(request: LettersRequest): Promise<LettersMessage> {
    await this.#ready;
    const answer = this.#next();
    this.#process.postMessage(request);
    return answer;
  }

  /** Ends the process; whoever waits for an answer gets the reason instead. */
  close(reason: unknown = new ForgerError('cancelled', 'Cancelled.')): void {
    if (this.#gone !== null) return;
    this.#gone = reason;
    clearTimeout(this.#timer);
    this.#process.kill();
    this.#waiting?.fail(reason);
    this.#waiting = null;
  }

  #next(): Promise<LettersMessage> {
    return new Promise((settle, fail) => {
      if (this.#gone !== null) return fail(this.#gone);
      this.#waiting = { settle, fail };
      this.#timer = setTimeout(() => this.close(new ProcessGone('It took too long.')), this.timeout);
    });
  }

  #receive(message: unknown): void {
    if (this.#gone !== null) return;
    const waiting = this.#waiting;
    if (!waiting || !isLettersMessage(message)) return this.close(new ProcessGone('It said what makes no sense.'));
    clearTimeout(this.#timer);
    this.#waiting = null;
    waiting.settle(message);
  }
}
