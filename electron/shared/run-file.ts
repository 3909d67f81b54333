import type { TrashEntry } from './trash.ts';
import type { VerifyReport, VerifyStage } from './verify.ts';

/** How large a run's file can become at most, in bytes; packed it comes out smaller. */
export interface RunFileSizes {
  /** Everything but checkpoints and images. */
  run: number;
  newest: number;
  all: number;
  /** `ships`: every Forger has these images; `missing`: this library does not have them. */
  images: { state: 'here'; bytes: number } | { state: 'ships' } | { state: 'missing' };
}

export interface SavedRunFile {
  path: string;
  bytes: number;
  /** Steps of the checkpoints in it. */
  checkpoints: number[];
  images: boolean;
}

/** What came of opening a run file. */
export interface OpenedRunFile {
  /** The run in this library. */
  id: string;
  name: string;
  /** `present`: it was here already, and stays as it was. */
  outcome: 'opened' | 'present';
  /** Steps trained in the file, and of the run here. */
  steps: { file: number; here: number };
  /** Its id in the file, where that is another run's here; null else. */
  formerId: string | null;
  /** `added`: from the file; `missing`: the run can be looked at, and goes on once those images are here. */
  dataset: { name: string; state: 'here' | 'added' | 'missing' };
}

/** What came of it, in a sentence or two. */
export function openedInWords({ name, outcome, steps, formerId, dataset }: OpenedRunFile): string {
  const run = `“${name}”`;
  const found =
    outcome === 'opened'
      ? `${run} is open${formerId === null ? '' : ', under a new id: its own belongs to another run here'}.`
      : steps.file > steps.here
        ? `${run} is here already, at step ${steps.here}; the file is at step ${steps.file}. Move the run to the trash and open the file again to have that.`
        : steps.here > steps.file
          ? `${run} is here already and has gone further (step ${steps.here}, the file: ${steps.file}). It stays as it is.`
          : `${run} is here already, and stays as it is.`;
  const images = {
    here: '',
    added: ` Its images, “${dataset.name}”, were added to your data sets.`,
    missing: ` Its images, “${dataset.name}”, are not here: it goes on once they are.`,
  }[dataset.state];
  return found + images;
}

/** How far the saving, opening or checking of a run is. */
export interface RunFileProgress {
  /** Of a check; null else, where `done` and `total` are bytes. */
  stage: VerifyStage | null;
  done: number;
  total: number;
}

export type RunFileResult =
  | { kind: 'saved'; saved: SavedRunFile }
  /** `deleted`: the same run as it was deleted here before, and can be brought back instead. */
  | { kind: 'opened'; opened: OpenedRunFile; deleted: TrashEntry | null }
  | { kind: 'verified'; run: string; report: VerifyReport };
