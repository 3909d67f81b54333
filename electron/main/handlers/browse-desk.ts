import type { ChannelArgs } from '@shared/contract/channels.ts';
import { AS_IMPORTED, type PictureOrder, type Surveyed, type SurveyKind } from '@shared/browse.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetPage } from '@shared/dataset-page.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import type { ImageSource, ImportOrigin, Original } from '@shared/originals.ts';
import {
  datasetPage,
  findDatasetRecord,
  imageSource,
  importOrigin,
  moveOriginals,
  noSuchDataset,
  readOriginal,
} from '../../data/index.ts';
import { orderKept, surveyed } from '../../engine/host/survey/kept.ts';
import { sheetName, writeSheet } from '../../engine/host/survey/sheet.ts';
import { nearestApart, surveyApart } from '../jobs/surveys.ts';
import type { Services } from '../services.ts';
import { newestQuestion } from './newest-question.ts';

type Around = Pick<Services, 'workspace' | 'survey' | 'tell' | 'decoder' | 'desktop'>;

/** Looking through data sets: their order, what that needs, and their pages. */
export class BrowseDesk {
  readonly #services: Around;
  readonly #nextOriginal = newestQuestion();
  #running: { key: string; work: Promise<void>; controller: AbortController } | null = null;
  /** The order asked for last: page after page is asked for in it. */
  #order: { key: string; images: Promise<Uint32Array> } | null = null;

  constructor(services: Around) {
    this.#services = services;
  }

  /** @throws {ForgerError} `not-found` */
  async recordOf(id: string): Promise<DatasetRecord> {
    const { library, bundledDir } = this.#services.workspace();
    const found = await findDatasetRecord(library.dir, bundledDir, id);
    if (found) return found.record;
    throw noSuchDataset();
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

  /** Data sets that ship were made of no files of this machine. */
  async source(id: string, image: number): Promise<ImageSource | null> {
    const { library } = this.#services.workspace();
    return (await this.#isOwn(id)) ? imageSource(library.dir, id, image) : null;
  }

  /** @throws {ForgerError} `cancelled` by a newer question */
  async original(id: string, image: number): Promise<Original> {
    const signal = this.#nextOriginal();
    const { decoder } = this.#services;
    await this.recordOf(id);
    return readOriginal(this.#services.workspace().library.dir, id, image, { decoder, signal });
  }

  /** Where a data set's pictures can be imported from once more. @throws {ForgerError} `not-found`, `damaged` */
  async origin(id: string): Promise<ImportOrigin> {
    await this.recordOf(id);
    if (await this.#isOwn(id)) return importOrigin(this.#services.workspace().library.dir, id);
    return { state: 'never', words: NOT_YOURS };
  }

  async findOriginals(id: string): Promise<{ folder: string } | null> {
    const { desktop } = this.#services;
    if (!(await this.#isOwn(id))) throw new ForgerError('invalid-request', NOT_YOURS);
    const folder = await desktop.chooseFolder({ title: 'Choose the folder that was imported', button: 'Use it' });
    if (folder === null) return null;
    await moveOriginals(this.#services.workspace().library.dir, id, folder);
    return { folder };
  }

  async sheet({ id, label, order, ...choices }: ChannelArgs<'datasets.sheet'>) {
    const { desktop } = this.#services;
    const { library, bundledDir } = this.#services.workspace();
    const record = await this.recordOf(id);
    const chosen = { label, order: await this.orderOf(id, order) };
    const path = await desktop.saveAs({
      title: 'Choose where the contact sheet goes',
      button: 'Save',
      name: `${sheetName(record, label, order)}.png`,
      kind: 'PNG',
    });
    return path === null ? null : writeSheet({ libraryDir: library.dir, bundledDir, id, chosen, choices, path });
  }

  async #isOwn(id: string): Promise<boolean> {
    const { library, bundledDir } = this.#services.workspace();
    return (await findDatasetRecord(library.dir, bundledDir, id))?.bundled === false;
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

const NOT_YOURS = 'This data set ships with Forger and was made of no files of yours.';

const notYet = ({ name }: DatasetRecord): ForgerError =>
  new ForgerError('not-found', `What the pictures of "${name}" are sorted by was not worked out yet. Do that first.`);
