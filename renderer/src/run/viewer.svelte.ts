import { keepsAverage } from '@shared/config/schedules.ts';
import { sampleUrl } from '@shared/contract/addresses.ts';
import type { Shown } from '@shared/diagnosis/finding.ts';
import { factsOfGrid, type GridFacts } from '@shared/diagnosis/grids.ts';
import { placeOf } from '../metrics/unit.ts';
import { nearestMoment, type Moment } from '../samples/moments.ts';
import { Pictures } from './pictures.ts';
import type { RunModel } from './run-model.svelte.ts';
import { sheetOf, type Sheet } from '../samples/sheet.ts';
import type { StageContent } from './stage/frame.ts';

export const SPEEDS = [1, 2, 4] as const;
/** Moments a second at speed 1. */
const PLAYED_PER_SECOND = 4;

/** Which weights of G drew a grid: its own, or their EMA. */
export type Weights = 'own' | 'average';
/** What can be chosen where there is an EMA. */
export const WEIGHT_CHOICES = ['own', 'average', 'both'] as const;
export type WeightChoice = (typeof WEIGHT_CHOICES)[number];

const fileOf = (moment: Moment | null, weights: Weights): string | null =>
  (weights === 'own' ? moment?.file : moment?.average) ?? null;

/** What is being looked at: which moment, which sample, drawn with which weights, whether it plays. */
export class Viewer {
  /** Shows the newest moment as it comes. */
  following = $state(true);
  playing = $state(false);
  speed = $state<(typeof SPEEDS)[number]>(1);
  /** Place of the selected sample in each grid, from 0. */
  sample = $state(0);
  /** Where the pointer is on the x axis of the charts; null when it is not on one. */
  hover = $state<number | null>(null);
  /** What a finding led to, and the step from which on it is so; null where none did. */
  pointed = $state.raw<{ readonly chart: Shown; readonly since: number | null } | null>(null);
  /** True when the wanted picture could not be read. */
  missing = $state(false);
  /** What was seen of the run's newest grid, whichever is shown; empty before it was read. */
  grids = $state.raw<readonly GridFacts[]>([]);
  #choice = $state<WeightChoice>('both');
  /** Of two grids, the one looked at last. */
  #pane = $state<Weights>('own');
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
  /** What is shown was drawn by the best checkpoint. */
  readonly atBest: boolean = $derived.by(() => this.moment !== null && this.moment.step === this.#model.best);
  readonly #newestFile: string | null = $derived.by(() => this.#model.moments.at(-1)?.file ?? null);
  readonly #newestStep: number = $derived.by(() => this.#model.moments.at(-1)?.step ?? 0);
  /** A text, so that it stays the same while new moments arrive. */
  readonly #wantedFile: string | null = $derived(this.moment?.file ?? null);
  /** Every picture wanted, a line each. */
  readonly #wantedPictures: string = $derived.by(() =>
    this.moment ? this.panes.flatMap((weights) => fileOf(this.moment, weights) ?? []).join('\n') : '',
  );
  /** The moment whose picture is on the stage: the wanted one, as soon as it is decoded. */
  readonly shown: Moment | null = $derived.by(
    () => this.#model.moments.find((moment) => moment.file === this.#shownFile) ?? null,
  );
  readonly sheet: Sheet | null = $derived.by(() => (this.#model.detail ? sheetOf(this.#model.detail.record) : null));
  /** Samples in each grid. */
  readonly samples: number = $derived(this.sheet?.count ?? 0);

  /** True where the run also draws with the EMA of G's weights. */
  readonly averaged: boolean = $derived.by(() => {
    const config = this.#model.detail?.record.config;
    return config !== undefined && keepsAverage(config);
  });
  readonly choice: WeightChoice = $derived.by(() => (this.averaged ? this.#choice : 'own'));
  /** The grids on the stage. */
  readonly panes: readonly Weights[] = $derived.by(() => (this.choice === 'both' ? ['own', 'average'] : [this.choice]));
  /** Whose samples the strips and the large picture show. */
  readonly weights: Weights = $derived.by(() => (this.choice === 'both' ? this.#pane : this.choice));

  /** Address of a moment's grid; null where it was not drawn. */
  readonly url = (moment: Moment, weights: Weights): string | null => {
    const file = fileOf(moment, weights);
    return file === null ? null : sampleUrl(this.#model.id, file);
  };

  /** What has to fit on the stage. */
  content(tile: StageContent['tile']): StageContent {
    const { samples, sheet, panes } = this;
    return { count: samples, groups: sheet?.labels?.length ?? 1, tile, panes: panes.length === 2 ? 2 : 1 };
  }

  choose(choice: WeightChoice): void {
    this.#choice = choice;
    if (choice !== 'both') this.#pane = choice;
  }

  /** Takes the samples of one of two grids for the strips. */
  lookAt(weights: Weights): void {
    this.#pane = weights;
  }

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

  pickStep(step: number): void {
    this.pickNear(placeOf(step, this.#model.unit, this.#model.stepsPerEpoch));
  }

  follow(): void {
    this.playing = false;
    this.following = true;
  }

  /** To where the numbers behind a finding are drawn. */
  pointTo({ chart, since }: { chart: Shown; since: number | null }): void {
    if (chart === 'samples') this.follow();
    this.pointed = { chart, since };
  }

  chooseSample(index: number): void {
    if (this.samples > 0) this.sample = Math.max(0, Math.min(index, this.samples - 1));
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
    const pictures = this.#wantedPictures;
    if (file === null) return undefined;
    let cancelled = false;
    const loads = pictures
      .split('\n')
      .filter(Boolean)
      .map((name) => this.#pictures.load(sampleUrl(this.#model.id, name)));
    void Promise.all(loads).then((loaded) => {
      if (cancelled) return;
      this.#shownFile = file;
      this.missing = !loaded.every(Boolean);
    });
    return () => {
      cancelled = true;
    };
  }

  /** An effect: looks at the newest grid of G's own, as it comes. */
  look(): (() => void) | undefined {
    const [file, step] = [this.#newestFile, this.#newestStep];
    if (file === null) return undefined;
    let cancelled = false;
    const url = sampleUrl(this.#model.id, file);
    void this.#pictures.load(url).then((loaded) => {
      const [values, record] = [loaded ? this.#pictures.pixels(url) : null, this.#model.detail?.record];
      if (!cancelled && values && record) this.grids = [factsOfGrid(step, { values, channels: 4 }, record)];
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
