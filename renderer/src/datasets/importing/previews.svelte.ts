import { SvelteMap } from 'svelte/reactivity';
import { ForgerError } from '@shared/contract/errors.ts';
import type { Chosen } from '@shared/import/chosen.ts';
import { MOST_PREVIEWED, type PreviewOptions, type PreviewPixels, type PreviewTile } from '@shared/import/preview.ts';
import { call, sentence } from '../../lib/bridge.ts';

/** A pause in typing or dragging, after which the pictures are made. */
const PAUSE_MS = 150;

/** Tiles that stay in memory: some screens of them. */
const KEPT = 600;

/** What of all choices decides about pixels. */
export const pixelChoices = (choices: PreviewOptions): PreviewOptions => {
  const { width, height, channels, fit, crop, padding, background, tones } = choices;
  return { width, height, channels, fit, crop, padding, background, tones };
};

/**
 * Pictures as an import would make them. What was made under older choices stays until the new one is there; only the
 * newest question counts.
 */
export class Previews {
  readonly #chosen: () => Chosen;
  readonly #tiles = new SvelteMap<string, { key: string; tile: PreviewTile }>();
  readonly #large = new SvelteMap<string, PreviewPixels>();
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  busy = $state(false);
  /** Why none could be made, in a sentence. */
  problem = $state<string | null>(null);

  /** @param chosen what was looked at last */
  constructor(chosen: () => Chosen) {
    this.#chosen = chosen;
  }

  at(path: string): PreviewTile | null {
    return this.#tiles.get(path)?.tile ?? null;
  }

  /** The picture itself, large enough for the stage; null where it was not asked for, or is not here yet. */
  originalOf(path: string): PreviewPixels | null {
    return this.#large.get(path) ?? null;
  }

  /**
   * @param made pictures to show as the choices make them
   * @param shown further ones, of which the original is shown alone: whatever was made of them will do
   * @param large the one whose original is shown large
   */
  want(made: readonly string[], shown: readonly string[], choices: PreviewOptions, large: string | null = null): void {
    this.#asked += 1;
    clearTimeout(this.#timer);
    const question = this.#asked;
    this.#timer = setTimeout(() => void this.#ask(question, made, shown, choices, large), PAUSE_MS);
  }

  /** The pictures may be others by now. */
  forget(): void {
    this.#tiles.clear();
    this.#large.clear();
  }

  /** No answer is taken from now on. */
  end(): void {
    this.#asked += 1;
    clearTimeout(this.#timer);
  }

  /** Those that are shown stay, however many. */
  #letGo(made: readonly string[], shown: readonly string[]): void {
    if (this.#tiles.size <= KEPT) return;
    for (const path of [...this.#tiles.keys()]) {
      if (this.#tiles.size <= KEPT) return;
      if (!made.includes(path) && !shown.includes(path)) this.#tiles.delete(path);
    }
  }

  async #ask(
    question: number,
    made: readonly string[],
    shown: readonly string[],
    choices: PreviewOptions,
    large: string | null,
  ): Promise<void> {
    const options = pixelChoices(choices);
    const key = JSON.stringify(options);
    const missing = [
      ...made.filter((path) => this.#tiles.get(path)?.key !== key),
      ...shown.filter((path) => !this.#tiles.has(path) && !made.includes(path)),
    ];
    const files = missing.filter((path, at) => missing.indexOf(path) === at);
    this.busy = files.length > 0;
    try {
      for (let from = 0; from < files.length && question === this.#asked; from += MOST_PREVIEWED) {
        const asked = files.slice(from, from + MOST_PREVIEWED);
        const tiles = await call('import.preview', { chosen: this.#chosen(), files: asked, options });
        if (question !== this.#asked) return;
        for (const tile of tiles) this.#tiles.set(tile.path, { key, tile });
        this.#letGo(made, shown);
        this.problem = null;
      }
      if (large !== null && !this.#large.has(large) && question === this.#asked) {
        const [tile] = await call('import.preview', {
          ...{ chosen: this.#chosen(), files: [large], options },
          originals: 'stage',
        });
        if (tile && 'original' in tile) this.#large.set(large, tile.original);
      }
    } catch (error) {
      if (question === this.#asked && !(error instanceof ForgerError && error.code === 'cancelled'))
        this.problem = sentence(error);
    } finally {
      if (question === this.#asked) this.busy = false;
    }
  }
}
