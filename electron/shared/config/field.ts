import type { z } from 'zod';

/** What the form, the command line's help and the documentation say of a configuration field. */
export interface FieldMeta {
  label: string;
  /** One line. */
  help: string;
  /** Two to four sentences: what it does, what to watch, where it comes from. */
  teaching?: string;
  /** Paper or page behind the teaching text. */
  source?: string;
  /** What the number counts, e.g. "images"; empty for a pure number. */
  unit?: string;
  group: FieldGroup;
  /** Stands open above the groups. */
  main?: boolean;
  /** Names of the choices, in the schema's order. */
  choiceLabels?: Record<string, string>;
  /** Whose setting it is, for its colour and mark. */
  player?: 'generator' | 'discriminator';
  /**
   * Of a setting from which a run's numbers do not follow: `nothing`, or their last digits alone, by what it came to on the
   * machine (the run's `way`). Left out, they do: two runs that differ in it are two trainings.
   */
  decides?: 'nothing' | 'rounding';
  /**
   * What a new run gets where neither its recipe nor its user says. Left out, the schema's default; that is what a
   * stored run without the field was trained with, and goes on with.
   */
  ofNewRuns?: string | number;
}

/** Titles of the groups, in the order of the form. */
export const FIELD_GROUPS = {
  run: 'Run',
  length: 'Length',
  optimizer: 'Optimisers',
  objective: 'Objective',
  labels: 'Labels and noise',
  penalty: 'Regularisation of D',
  average: 'Weight averaging',
  augment: 'Augmentation',
  transfer: 'From a checkpoint',
  network: 'Networks',
  output: 'Samples and checkpoints',
  evaluation: 'Evaluations',
} as const;
export type FieldGroup = keyof typeof FIELD_GROUPS;

const metas = new Map<z.ZodType, FieldMeta>();

/** Describes a field. */
export function field<T extends z.ZodType>(meta: FieldMeta, schema: T): T {
  metas.set(schema, meta);
  return schema;
}

export const fieldMeta = (schema: z.ZodType): FieldMeta => {
  const meta = metas.get(schema);
  if (!meta) throw new Error('A configuration field has no description.');
  return meta;
};
