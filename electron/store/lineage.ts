import { RUN_FORMAT } from '@shared/run.ts';
import { fromFormat1 } from './run-format-1.ts';

/** The fields of a JSON file. */
export type Fields = Record<string, unknown>;

/** One kind of file with a version: the number it carries now, and how each older one becomes the next. */
export interface Lineage {
  readonly format: number;
  /** The first makes format 2 of format 1, the second 3 of 2, … */
  readonly upgrades: readonly ((older: Fields) => Fields)[];
}

/** What a file of an older format says in the words of the present one; anything else passes through. */
export function upgraded(fields: Fields, { format, upgrades }: Lineage): Fields {
  let current = fields;
  for (let from = Number(current['format']); Number.isInteger(from) && from >= 1 && from < format; from += 1) {
    const upgrade = upgrades[from - 1];
    if (!upgrade) break;
    current = { ...upgrade(current), format: from + 1 };
  }
  return current;
}

/** run.json: its structure is that of `runRecordSchema`. 2: `recipe`; `device` by kind, which `way` no longer says. */
export const RUN_LINEAGE = { format: RUN_FORMAT, upgrades: [fromFormat1] } as const satisfies Lineage;

/** state.json of a checkpoint. 2: `numbers`. */
export const STATE_LINEAGE = {
  format: 2,
  upgrades: [(older) => ({ ...older, numbers: {} })],
} as const satisfies Lineage;

/** manifest.json of a checkpoint. 2: `epoch`, `configuration`, `metrics`, and a seal. */
export const MANIFEST_LINEAGE = {
  format: 2,
  upgrades: [(older) => ({ ...older, epoch: null, configuration: null, metrics: null })],
} as const satisfies Lineage;

/** pins.json. */
export const PINS_LINEAGE = { format: 1, upgrades: [] } as const satisfies Lineage;

/** manifest.json of a run file. 2: there may be an evaluations.jsonl in it, a name that older programs refuse. */
export const BUNDLE_LINEAGE = { format: 2, upgrades: [(older) => older] } as const satisfies Lineage;
