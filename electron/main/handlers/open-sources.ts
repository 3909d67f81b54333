import type { Chosen, Opening } from '@shared/import/chosen.ts';
import type { DecoderLauncher } from '../../data/index.ts';
import { closeOpened, openSource, type OpenedSource } from '../../data/importing.ts';

/** A source that is open for as long as anyone holds it. */
export interface HeldSource {
  readonly opened: OpenedSource;
  /** The same source for one more holder. */
  again(): HeldSource;
  /** Gives it up; the last one to do so closes it. Once is enough. */
  release(): Promise<void>;
}

interface OpeningArguments {
  decoder: DecoderLauncher;
  signal: AbortSignal;
  libraryDir(): Promise<string>;
  onOpening(opening: Opening): void;
}

/** Told in steps that can be seen. */
const STEPS = 100;

/** One of a hundred steps, or nothing new. */
function inSteps(onOpening: OpeningArguments['onOpening']): OpeningArguments['onOpening'] {
  let told: string | null = null;
  return (opening) => {
    const step = `${opening.what} ${opening.share === null ? '' : Math.floor(opening.share * STEPS)}`;
    if (step === told) return;
    told = step;
    onOpening(opening);
  };
}

/** Sources that are open or on their way, so that nothing of them is left when the app goes. */
export class OpenSources {
  readonly #opening = new Set<Promise<unknown>>();
  readonly #open = new Map<OpenedSource, { holders: number; closed: Promise<void> | null }>();

  /** @throws ForgerError; nothing is left then */
  async open({ paths, every }: Chosen, args: OpeningArguments): Promise<HeldSource> {
    const opening = openSource(paths, { ...args, every, onOpening: inSteps(args.onOpening) }).then((opened) => {
      this.#open.set(opened, { holders: 0, closed: null });
      return opened;
    });
    this.#opening.add(opening);
    try {
      return this.#hold(await opening);
    } finally {
      this.#opening.delete(opening);
    }
  }

  /** Waits for those on their way, which have been cancelled, and closes all. */
  async closeAll(): Promise<void> {
    await Promise.allSettled(this.#opening);
    await Promise.allSettled([...this.#open.keys()].map((opened) => this.#close(opened)));
  }

  #hold(opened: OpenedSource): HeldSource {
    const state = this.#open.get(opened);
    if (state) state.holders += 1;
    let released = false;
    return {
      opened,
      again: () => this.#hold(opened),
      release: async () => {
        if (released || !state) return;
        released = true;
        state.holders -= 1;
        if (state.holders === 0) await this.#close(opened);
      },
    };
  }

  #close(opened: OpenedSource): Promise<void> {
    const state = this.#open.get(opened);
    if (!state) return Promise.resolve();
    state.closed ??= closeOpened(opened).finally(() => this.#open.delete(opened));
    return state.closed;
  }
}
