import type { DatasetRecord, DatasetSummary, OfferedDataset } from '@shared/dataset.ts';
import { call, listen } from './bridge.ts';

export type ReadyDataset = Extract<DatasetSummary, { state: 'ready' }>;

/** Every data set that is here or on offer, kept current by the app. */
export class Datasets {
  list = $state.raw<DatasetSummary[]>([]);
  loaded = $state(false);

  get ready(): ReadyDataset[] {
    return this.list.filter((entry) => entry.state === 'ready');
  }

  get offered(): OfferedDataset[] {
    return this.list.filter((entry) => entry.state === 'offered');
  }

  record(id: string): DatasetRecord | undefined {
    return this.ready.find((entry) => entry.record.id === id)?.record;
  }

  start(): () => void {
    return listen('datasets.changed', (list) => this.#take(list));
  }

  async load(): Promise<void> {
    this.#take(await call('datasets.list', {}));
  }

  #take(list: DatasetSummary[]): void {
    this.list = list;
    this.loaded = true;
  }
}

export const datasets = new Datasets();
