import type { ImportProgress, ImportReport } from '@shared/dataset.ts';

const INTERVAL_MS = 100;

/** Tells of progress at most ten times a second, and of the end in any case. */
export class Progress {
  readonly #total: number;
  readonly #tell: (progress: ImportProgress) => void;
  #done = 0;
  #toldAt = 0;

  constructor(total: number, tell: (progress: ImportProgress) => void) {
    this.#total = total;
    this.#tell = tell;
    tell({ done: 0, total, refused: 0 });
  }

  /** @param refused files refused so far. */
  step(refused: number, images = 1): void {
    this.#done += images;
    const now = performance.now();
    if (now - this.#toldAt < INTERVAL_MS) return;
    this.#toldAt = now;
    this.#tell({ done: Math.floor(this.#done), total: this.#total, refused });
  }

  end(refused: number): void {
    this.#tell({ done: this.#total, total: this.#total, refused });
  }
}

/** How many images each label has. */
export function countLabels(names: readonly string[] | null, numbers: Uint16Array | null): ImportReport['labels'] {
  const counts = new Array<number>(names?.length ?? 0).fill(0);
  for (const number of numbers ?? []) counts[number] = (counts[number] ?? 0) + 1;
  return (names ?? []).map((name, number) => ({ name, count: counts[number] ?? 0 }));
}
