import type { OwnNetworks } from '@shared/presets/own-networks.ts';

const same = (a: OwnNetworks, b: OwnNetworks): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Networks being edited, with every step back and forth. */
export class Editing {
  #history = $state.raw<readonly OwnNetworks[]>([]);
  #at = $state(0);
  /** What the last change was part of: letters typed into one cell are one step. */
  #part: string | null = null;

  readonly #start: OwnNetworks;

  /** @param start what "back to the recipe" means */
  constructor(start: OwnNetworks) {
    this.#start = start;
    this.#history = [start];
  }

  get current(): OwnNetworks {
    return this.#history[this.#at] ?? this.#start;
  }

  /** The networks where they differ from those at the start. */
  readonly changed: OwnNetworks | undefined = $derived.by(() =>
    same(this.current, this.#start) ? undefined : this.current,
  );

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#history.length - 1;
  }

  /** @param part changes in a row with the same part count as one */
  change(next: OwnNetworks, part: string | null = null): void {
    const merged = part !== null && part === this.#part && this.#at > 0;
    this.#history = [...this.#history.slice(0, merged ? this.#at : this.#at + 1), next];
    this.#at = this.#history.length - 1;
    this.#part = part;
  }

  undo(): void {
    if (this.canUndo) this.#at -= 1;
    this.#part = null;
  }

  redo(): void {
    if (this.canRedo) this.#at += 1;
    this.#part = null;
  }

  /** A step like any other: it can be undone. */
  reset(): void {
    if (this.changed) this.change(this.#start);
  }
}
