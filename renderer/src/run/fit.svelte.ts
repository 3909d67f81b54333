import type { RunDetail } from '@shared/contract/channels.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { Fit, FitProgress } from '@shared/preflight.ts';
import { call, listen, sentence } from '../lib/bridge.ts';
import { anew } from './branch/anew.ts';

/** What is changed so that a run fits. */
export type FittingChange = { batch: number } | { 'batch.accumulate': number };

/** Finding out what of a run fits the memory, and going on with it. */
export class FitState {
  readonly #id: string;
  fit = $state.raw<Fit | null>(null);
  progress = $state.raw<FitProgress | null>(null);
  trying = $state(false);
  problem = $state<string | null>(null);

  constructor(id: string) {
    this.#id = id;
  }

  /** Listens until what it returns is called, which also ends the trials. */
  start(): () => void {
    const stop = listen('preflight.fitting', ({ id, ...progress }) => {
      if (id === this.#id) this.progress = progress;
    });
    return () => {
      stop();
      this.cancel();
    };
  }

  async find(): Promise<void> {
    this.trying = true;
    this.problem = null;
    this.progress = null;
    try {
      this.fit = await call('preflight.fit', { id: this.#id });
    } catch (error) {
      this.problem = error instanceof ForgerError && error.code === 'cancelled' ? null : sentence(error);
    } finally {
      this.trying = false;
    }
  }

  cancel(): void {
    if (this.trying) void call('preflight.cancel', {}).catch(() => undefined);
  }

  /** Makes the run that fits: from the newest checkpoint, or where there is none from the start. @returns its id */
  async goOn({ record, checkpoints }: RunDetail, change: FittingChange): Promise<string | null> {
    this.problem = null;
    const newest = checkpoints.reduce<number | null>((most, { step }) => Math.max(most ?? 0, step), null);
    const { preset, dataset } = record.config;
    try {
      const { id } =
        newest === null
          ? await call('runs.start', anew(record, change))
          : await call('runs.branch', { id: record.id, step: newest, config: { preset, dataset, ...change } });
      return id;
    } catch (error) {
      this.problem = sentence(error);
      return null;
    }
  }
}
