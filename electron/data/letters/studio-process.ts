import { ForgerError } from '@shared/contract/errors.ts';
import type { ProcessPort } from '@shared/ports/port.ts';
import { Requests } from '@shared/ports/requests.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { isLettersMessage, type LettersMessage, type LettersRequest } from './messages.ts';

/** The process ended, said nothing for too long, or said what makes no sense. */
export class ProcessGone extends Error {
  override readonly name = 'ProcessGone';
}

/** One process that draws letters: one request at a time, each answered within a time. */
export class StudioProcess {
  readonly #process: ProcessPort;
  readonly #timeout: number;
  /** The first waits for nothing but the process to be ready. */
  readonly #requests = new Requests<LettersRequest | null, LettersMessage>((request) => this.#send(request));
  readonly #ready: Promise<LettersMessage>;
  #timer: NodeJS.Timeout | undefined;

  /** @param timeout milliseconds for one answer. */
  constructor(launcher: DecoderLauncher, timeout: number) {
    this.#timeout = timeout;
    this.#process = launcher();
    this.#process.onMessage((message) => this.#receive(message));
    this.#process.onExit(() => this.close(new ProcessGone('The process that draws letters ended.')));
    this.#ready = this.#requests.ask(null);
    // Whoever asks first learns of it.
    this.#ready.catch(() => undefined);
  }

  /** @throws {ProcessGone}, or the reason it was closed with. */
  async ask(request: LettersRequest): Promise<LettersMessage> {
    await this.#ready;
    return this.#requests.ask(request);
  }

  /** Ends the process; whoever waits for an answer gets the reason instead. */
  close(reason: unknown = new ForgerError('cancelled', 'Cancelled.')): void {
    clearTimeout(this.#timer);
    this.#process.kill();
    this.#requests.end(reason);
  }

  #send(request: LettersRequest | null): void {
    this.#timer = setTimeout(() => this.close(new ProcessGone('It took too long.')), this.#timeout);
    if (request !== null) this.#process.postMessage(request);
  }

  #receive(message: unknown): void {
    const { oldest } = this.#requests;
    if (oldest === null || !isLettersMessage(message))
      return this.close(new ProcessGone('It said what makes no sense.'));
    clearTimeout(this.#timer);
    this.#requests.answer(oldest, message);
  }
}
