import { SvelteMap } from 'svelte/reactivity';
import { pageImages, type DatasetPage } from '@shared/dataset-page.ts';
import { AS_IMPORTED, surveyFor, type PictureOrder } from '@shared/browse.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { call, sentence } from '../../lib/bridge.ts';

/** A picture as the browser shows it. */
export interface BrowsedPicture {
  /** Its number in the data set, from 0. */
  index: number;
  /** Name of its label; null without. */
  label: string | null;
  /** height × width × channels, rows first. */
  pixels: Uint8Array;
}

/** Pages that stay in memory: some screens in each direction. */
const KEPT = 24;

/** The pictures of a data set, or those of one label, in an order, fetched a page at a time as they are looked at. */
export class PicturePages {
  readonly #dataset: DatasetRecord;
  readonly #label: number | null;
  readonly #order: PictureOrder;
  readonly #pages = new SvelteMap<number, DatasetPage>();
  readonly #size: number;
  readonly #bytes: number;
  /** Pages in view that are not here, the most wanted first. */
  #wanted: readonly number[] = [];
  #fetching = false;
  total = $state(0);
  problem = $state<string | null>(null);

  constructor(dataset: DatasetRecord, label: number | null, order: PictureOrder = AS_IMPORTED) {
    this.#dataset = dataset;
    this.#label = label;
    this.#order = order;
    const { height, width, channels } = dataset.image;
    this.#size = pageImages(dataset.image);
    this.#bytes = height * width * channels;
    // Of an order by what the network sees it is not known before the first page how many are ranked.
    this.total = label === null && surveyFor(order.by) !== 'oddness' ? dataset.count : 0;
    this.want(0, 1);
  }

  /** The picture at a place among those let through; null until it is here. */
  at(place: number): BrowsedPicture | null {
    const page = this.#pages.get(Math.floor(place / this.#size));
    const within = place % this.#size;
    const index = page?.indices[within];
    if (!page || index === undefined) return null;
    const label = page.labels?.[within];
    return {
      index,
      label: label === undefined ? null : (this.#dataset.labels?.[label] ?? null),
      pixels: page.pixels.subarray(within * this.#bytes, (within + 1) * this.#bytes),
    };
  }

  /** Fetches what lies between two places, and lets go of what is far from there. */
  want(from: number, to: number): void {
    const first = Math.floor(from / this.#size);
    const last = Math.floor(Math.max(from, to - 1) / this.#size);
    this.#wanted = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    if (!this.#fetching) void this.#fetch();
  }

  async #fetch(): Promise<void> {
    this.#fetching = true;
    for (;;) {
      const page = this.#wanted.find((wanted) => !this.#pages.has(wanted));
      if (page === undefined) break;
      try {
        const [label, order] = [this.#label, this.#order];
        const found = await call('datasets.pictures', { id: this.#dataset.id, label, page, order });
        this.#pages.set(page, found);
        this.total = found.total;
        this.problem = null;
        this.#forget(page);
      } catch (error) {
        this.problem = sentence(error);
        break;
      }
    }
    this.#fetching = false;
  }

  #forget(near: number): void {
    if (this.#pages.size <= KEPT) return;
    const furthest = [...this.#pages.keys()].reduce((a, b) => (Math.abs(b - near) > Math.abs(a - near) ? b : a));
    this.#pages.delete(furthest);
  }
}
