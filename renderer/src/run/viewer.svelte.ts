import { sampleUrl } from '@shared/contract/channels.ts';
import { nearestMoment, type Moment } from './moments.ts';
import { Pictures } from './pictures.ts';
import type { RunModel } from './run-model.svelte.ts';

export const SPEEDS = [1, 2, 4] as const;
/** Moments a second at speed 1. */
const PLAYED_PER_SECOND = 4;

/** What is being looked at: which moment, which latent, whether it plays. */
export class Viewer {
  /** Shows the newest moment as it comes. */
  following = $state(true);
  playing = $state(false);
  speed = $state<(typeof SPEEDS)[number]>(1);
  /** Number of the selected latent, from 0. */
  latent = $state(0);
  /** Where the pointer is on the x axis of the charts; null when it is not on one. */
  hover = $state<number | null>(null);
  /** True when the wanted picture could not be read. */
  missing = $state(false);
  #picked = $state(0);
  #shownFile = $state<string | null>(null);

  readonly #model: RunModel;
  readonly #pictures = new Pictures();

  constructor(model: RunModel) {
    this.#model = model;
  }

  readonly index: number = $derived.by(() => {
    const last = this.#model.moments.length - 1;
    return this.following ? last : Math.min(this.#picked, last);
  });
  readonly moment: Moment | null = $derived.by(() => this.#model.moments[this.index] ?? null);
  /** A text, so that it stays the same while new moments arrive. */
  readonly #wantedFile: string | null = $derived(this.moment?.file ?? null);
  /** The moment whose picture is on the stage: the wanted one, as soon as it is decoded. */
  readonly shown: Moment | null = $derived.by(
    () => this.#model.moments.find((moment) => moment.file === this.#shownFile) ?? null,
  );
  /** Latents in each grid. */
  readonly latents: number = $derived.by(() => this.#model.detail?.record.config['samples.count'] ?? 0);

  readonly url = (moment: Moment): string => sampleUrl(this.#model.id, moment.file);

  goTo(index: number): void {
    const last = this.#model.moments.length - 1;
    this.#picked = Math.max(0, Math.min(index, last));
    this.following = this.#picked === last && this.#model.live;
    if (this.#picked === last) this.playing = false;
  }

  /** To a moment that the user chose, which ends playing. */
  pick(index: number): void {
    this.playing = false;
    this.goTo(index);
  }

  pickNear(at: number): void {
    const index = nearestMoment(this.#model.moments, at);
    if (index >= 0) this.pick(index);
  }

  follow(): void {
    this.playing = false;
    this.following = true;
  }

  chooseLatent(index: number): void {
    if (this.latents > 0) this.latent = Math.max(0, Math.min(index, this.latents - 1));
  }

  togglePlay(): void {
    if (this.playing) {
      this.playing = false;
      return;
    }
    const last = this.#model.moments.length - 1;
    if (last < 1) return;
    if (this.index >= last) this.goTo(0);
    this.following = false;
    this.playing = true;
  }

  nextSpeed(): void {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length] ?? 1;
  }

  /** An effect: brings the picture of the wanted moment on the stage. */
  show(): (() => void) | undefined {
    const file = this.#wantedFile;
    if (file === null) return undefined;
    let cancelled = false;
    void this.#pictures.load(sampleUrl(this.#model.id, file)).then((loaded) => {
      if (cancelled) return;
      this.#shownFile = file;
      this.missing = !loaded;
    });
    return () => {
      cancelled = true;
    };
  }

  /** An effect: while playing, goes on once the current picture was seen for its time. */
  play(): (() => void) | undefined {
    if (!this.playing || this.#shownFile !== this.#wantedFile) return undefined;
    const next = this.index + 1;
    const timer = setTimeout(() => this.goTo(next), 1000 / (PLAYED_PER_SECOND * this.speed));
    return () => clearTimeout(timer);
  }
}
