import { MessageChannelMain, type MessagePortMain } from 'electron';
import { toFailure, type ForgerError } from '@shared/contract/errors.ts';
import { windowRequestSchema, type WindowNews } from '@shared/contract/window-messages.ts';
import type { EngineWindow } from './open.ts';

/** Opens a window around one end of a channel; see {@link openEngineWindow}. */
export type WindowOpener = (port: MessagePortMain, onGone: (error: ForgerError) => void) => Promise<EngineWindow>;

/** The line to the engine's process that wants windows. */
export interface WindowClient {
  post(news: WindowNews, ports: MessagePortMain[]): void;
  log(line: string): void;
}

/** The hidden windows of one engine's process: opened when it asks, gone when it is. */
export class EngineWindows {
  readonly #opener: WindowOpener;
  readonly #client: WindowClient;
  readonly #open = new Map<number, Promise<EngineWindow>>();
  #ended = false;

  constructor(opener: WindowOpener, client: WindowClient) {
    this.#opener = opener;
    this.#client = client;
  }

  receive(message: unknown): void {
    const parsed = windowRequestSchema.safeParse(message);
    if (!parsed.success) return this.#client.log('the engine asked for a window in words that are none');
    const { type, window } = parsed.data;
    if (type === 'window-close') return this.#close(window);
    if (this.#open.has(window)) return this.#client.log(`the engine asked for window ${window} twice`);
    const { port1, port2 } = new MessageChannelMain();
    const opening = this.#opener(port1, (error) => this.#gone(window, error));
    this.#open.set(window, opening);
    opening.then(
      () => {
        if (this.#open.has(window)) this.#post({ type: 'window-port', window }, [port2]);
      },
      (error: unknown) => this.#gone(window, error),
    );
  }

  /** The engine's process has gone: nobody trains in its windows any more. */
  end(): void {
    this.#ended = true;
    for (const window of [...this.#open.keys()]) this.#close(window);
  }

  #close(window: number): void {
    const opening = this.#open.get(window);
    this.#open.delete(window);
    opening?.then(
      (open) => open.close(),
      () => undefined,
    );
  }

  #gone(window: number, error: unknown): void {
    if (!this.#open.delete(window)) return;
    this.#post({ type: 'window-gone', window, error: toFailure(error) }, []);
  }

  #post(news: WindowNews, ports: MessagePortMain[]): void {
    if (!this.#ended) this.#client.post(news, ports);
  }
}
