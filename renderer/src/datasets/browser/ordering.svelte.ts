import {
  AS_IMPORTED,
  surveyFor,
  type PictureOrder,
  type Surveyed,
  type SurveyKind,
  type SurveyProgress,
} from '@shared/browse.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { call, listen, sentence } from '../../lib/bridge.ts';

/** In which order the pictures of a data set are shown, and what has to be worked out first. */
export class Ordering {
  readonly #dataset: DatasetRecord;
  /** What the pictures are in. */
  shown = $state.raw<PictureOrder>(AS_IMPORTED);
  /** What was chosen and cannot be shown yet. */
  wanted = $state.raw<PictureOrder | null>(null);
  known = $state.raw<Surveyed | null>(null);
  /** What is being worked out. */
  running = $state<SurveyKind | null>(null);
  progress = $state.raw<SurveyProgress | null>(null);
  problem = $state<string | null>(null);

  constructor(dataset: DatasetRecord) {
    this.#dataset = dataset;
  }

  /** What is missing before the order that is wanted can be shown. */
  get missing(): SurveyKind | null {
    return this.wanted && surveyFor(this.wanted.by);
  }

  /** @returns ends it */
  listen(): () => void {
    return listen('datasets.surveying', ({ id, kind, ...progress }) => {
      if (id === this.#dataset.id && kind === this.running) this.progress = progress;
    });
  }

  /**
   * Shows the pictures in this order, at once or when it is known. Measuring takes seconds and is begun; what the network
   * that sees has to say takes longer, and waits for {@link begin}.
   */
  async choose(order: PictureOrder): Promise<void> {
    this.wanted = order;
    this.problem = null;
    const kind = surveyFor(order.by);
    try {
      if (kind !== null) this.known ??= await call('datasets.surveyed', { id: this.#dataset.id });
    } catch (error) {
      this.problem = sentence(error);
    }
    if (this.wanted !== order) return;
    if (kind === null || this.known?.[kind]) this.#show(order);
    else if (kind === 'measures') await this.begin();
  }

  /** Works out what is missing. */
  async begin(): Promise<void> {
    const kind = this.missing;
    if (kind === null || this.running === kind) return;
    this.running = kind;
    this.progress = null;
    this.problem = null;
    try {
      await call('datasets.survey', { id: this.#dataset.id, kind });
      if (this.known) this.known = { ...this.known, [kind]: true };
      if (this.wanted && this.missing === kind) this.#show(this.wanted);
    } catch (error) {
      if (!(error instanceof ForgerError && error.code === 'cancelled')) this.problem = sentence(error);
      else if (this.missing === kind) this.wanted = null;
    } finally {
      if (this.running === kind) this.running = null;
    }
  }

  /** Ends what goes on; what was worked out of it by then is not lost. */
  async stop(): Promise<void> {
    await call('datasets.stopSurvey', {});
  }

  /** Stays with the order that is shown. */
  drop(): void {
    this.wanted = null;
    this.problem = null;
  }

  #show(order: PictureOrder): void {
    this.shown = order;
    this.wanted = null;
  }
}
