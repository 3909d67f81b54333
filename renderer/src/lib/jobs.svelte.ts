import type { Failure } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportOptions, ImportProgress, ImportReport } from '@shared/dataset.ts';
import type { Chosen } from '@shared/import/chosen.ts';
import type { LettersOptions } from '@shared/letters.ts';
import { call, listen } from './bridge.ts';

/** An import, a download or the making of letters, from its start to its end. */
export interface Job {
  id: string;
  kind: 'import' | 'again' | 'download' | 'letters';
  /**
   * What is imported, as {@link subjectOf} has it; the id of the data set that is imported again, or of one on offer; the name of the
   * letters.
   */
  subject: string;
  state:
    | { phase: 'running'; progress: ImportProgress | null; cancelling: boolean }
    | { phase: 'done'; dataset: DatasetRecord; report: ImportReport }
    | { phase: 'failed'; error: Failure };
}

/** No path holds it. */
const BETWEEN = '\0';
const subjectOf = (paths: readonly string[]): string => paths.join(BETWEEN);
/** What an import is of. */
export const pathsOf = ({ subject }: Job): string[] => subject.split(BETWEEN);

export class Jobs {
  list = $state.raw<Job[]>([]);
  /** What was told before the answer to the call that started the job. */
  // Only looked up, never shown: it need not be reactive.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #early = new Map<string, Job['state']>();

  get(id: string): Job | undefined {
    return this.list.find((job) => job.id === id);
  }

  /** The newest job about this data set. */
  about(kind: Job['kind'], subject: string): Job | undefined {
    return this.list.findLast((job) => job.kind === kind && job.subject === subject);
  }

  /** The newest import of these. */
  importOf(paths: readonly string[]): Job | undefined {
    return this.about('import', subjectOf(paths));
  }

  start(): () => void {
    const stops = [
      listen('job.progress', ({ job, progress }) => {
        const state = this.get(job)?.state ?? this.#early.get(job);
        if (state && state.phase !== 'running') return;
        this.#set(job, { phase: 'running', progress, cancelling: state?.cancelling ?? false });
      }),
      listen('job.done', ({ job, dataset, report }) => this.#set(job, { phase: 'done', dataset, report })),
      listen('job.failed', ({ job, error }) => this.#set(job, { phase: 'failed', error })),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async importPictures(chosen: Chosen, options: ImportOptions): Promise<string> {
    const { job } = await call('import.start', { chosen, options });
    return this.#add(job, 'import', subjectOf(chosen.paths));
  }

  async importAgain(dataset: string): Promise<string> {
    const { job } = await call('import.again', { id: dataset });
    return this.#add(job, 'again', dataset);
  }

  async download(dataset: string): Promise<string> {
    const { job } = await call('datasets.download', { id: dataset });
    return this.#add(job, 'download', dataset);
  }

  async makeLetters(options: LettersOptions): Promise<string> {
    const { job } = await call('letters.make', { options });
    return this.#add(job, 'letters', options.name);
  }

  async cancel(id: string): Promise<void> {
    const job = this.get(id);
    if (job?.state.phase !== 'running') return;
    this.#set(id, { ...job.state, cancelling: true });
    await call('jobs.cancel', { job: id });
  }

  #add(id: string, kind: Job['kind'], subject: string): string {
    const state = this.#early.get(id) ?? { phase: 'running', progress: null, cancelling: false };
    this.#early.delete(id);
    this.list = [...this.list, { id, kind, subject, state }];
    return id;
  }

  #set(id: string, state: Job['state']): void {
    if (!this.get(id)) this.#early.set(id, state);
    this.list = this.list.map((job) => (job.id === id ? { ...job, state } : job));
  }
}

export const jobs = new Jobs();
