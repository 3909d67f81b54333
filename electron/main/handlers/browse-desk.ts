import type { ChannelArgs } from '@shared/contract/channels.ts';
import { AS_IMPORTED, type PictureOrder, type Surveyed, type SurveyKind } from '@shared/browse.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetPage } from '@shared/dataset-page.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { datasetPage, findDatasetRecord } from '../../data/index.ts';
import { orderKept, surveyed } from '../../engine/host/survey/kept.ts';
import { nearestApart, surveyApart } from '../jobs/surveys.ts';
import type { Services } from '../services.ts';

/** Looking through data sets: their order, what that needs, and their pages. */
export class BrowseDesk {
  readonly #services: Pick<Services, 'workspace' | 'survey' | 'tell'>;
  #running: { key: string; work: Promise<void>; controller: AbortController } | null = null;
  /** The order asked for last: page after page is asked for in it. */
  #order: { key: string; images: Promise<Uint32Array> } | null = null;

  constructor(services: Pick<Services, 'workspace' | 'survey' | 'tell'>) {
    this.#services = services;
  }

  /** @throws {ForgerError} `not-found` */
  async recordOf(id: string): Promise<DatasetRecord> {
    const { library, bundledDir } = this.#services.workspace();
    const found = await findDatasetRecord(library.dir, bundledDir, id);
    if (found) return found.record;
    throw new ForgerError('not-found', 'There is no such data set in the library. Choose one from the list.');
  }

  async surveyed(id: string): Promise<Surveyed> {
    return surveyed(this.#services.workspace().library.dir, await this.recordOf(id));
  }

  /**
   * Works out what sorting needs. Asked again while it goes on, it waits for the same; another data set or kind ends it.
   * @throws {ForgerError} `cancelled` when it was stopped
   */
  async survey(id: string, kind: SurveyKind): Promise<void> {
    const key = `${kind} ${(await this.recordOf(id)).hash}`;
    if (this.#running?.key === key) return this.#running.work;
    this.stop();
    const controller = new AbortController();
    const work = surveyApart(
      this.#services.survey.launch,
      { ...this.#place(id), kind },
      controller.signal,
      (progress) => {
        if (!controller.signal.aborted) this.#services.tell('datasets.surveying', { id, kind, ...progress });
      },
    ).finally(() => {
      if (this.#running?.controller === controller) this.#running = null;
    });
    this.#running = { key, work, controller };
    return work;
  }

  stop(): void {
    this.#running?.controller.abort(new ForgerError('cancelled', 'Cancelled.'));
    this.#running = null;
  }

  /** Numbers of images; null: as they lie. @throws {ForgerError} `not-found` where it is not worked out yet */
  async orderOf(id: string, order: PictureOrder): Promise<Uint32Array | null> {
    if (order.by === 'imported' && !order.descending) return null;
    const record = await this.recordOf(id);
    const key = `${record.hash} ${JSON.stringify(order)}`;
    if (this.#order?.key === key) return this.#order.images;
    const images = order.by === 'nearest' ? this.#nearest(record, order) : this.#sorted(record, order);
    this.#order = { key, images };
    images.catch(() => {
      if (this.#order?.key === key) this.#order = null;
    });
    return images;
  }

  async page({ id, label, page, order = AS_IMPORTED }: ChannelArgs<'datasets.pictures'>): Promise<DatasetPage> {
    const { library, bundledDir } = this.#services.workspace();
    return datasetPage(library.dir, bundledDir, id, { label, page, order: await this.orderOf(id, order) });
  }

  #place(id: string) {
    const { library, bundledDir } = this.#services.workspace();
    return { library: library.dir, bundledDir, dataset: id };
  }

  async #sorted(record: DatasetRecord, order: Exclude<PictureOrder, { by: 'nearest' }>): Promise<Uint32Array> {
    const images = await orderKept(this.#services.workspace().library.dir, record, order);
    if (images) return images;
    throw notYet(record);
  }

  async #nearest(record: DatasetRecord, order: Extract<PictureOrder, { by: 'nearest' }>): Promise<Uint32Array> {
    const known = await surveyed(this.#services.workspace().library.dir, record);
    if (!known.oddness) throw notYet(record);
    const { signal } = new AbortController();
    const images = await nearestApart(
      this.#services.survey.launch,
      { ...this.#place(record.id), to: order.to },
      signal,
    );
    return order.descending ? images.reverse() : images;
  }
}

const notYet = ({ name }: DatasetRecord): ForgerError =>
  new ForgerError('not-found', `What the pictures of "${name}" are sorted by was not worked out yet. Do that first.`);
