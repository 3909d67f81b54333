import { z } from 'zod';
import { adaFields } from './sections/ada.ts';
import { augmentFields } from './sections/augment.ts';
import { averageFields } from './sections/average.ts';
import { evaluationFields } from './sections/evaluations.ts';
import { labelFields } from './sections/labels.ts';
import { lecamFields } from './sections/lecam.ts';
import { lengthFields } from './sections/length.ts';
import { networkFields } from './sections/network.ts';
import { objectiveFields } from './sections/objective.ts';
import { optimizerFields } from './sections/optimizer.ts';
import { outputFields } from './sections/output.ts';
import { penaltyFields } from './sections/penalty.ts';
import { runFields } from './sections/run.ts';
import { styleFields } from './sections/styles.ts';
import { transferFields } from './sections/transfer.ts';

export { DEVICE_CHOICES } from './sections/run.ts';
export { fieldMeta, type FieldMeta } from './field.ts';

/**
 * The configuration of a run: one flat list of fields, keyed by the path that the form, the command
 * line (`--set key=value`), run.json and the documentation all use. Flat, because `steps` is a field and
 * `steps.discriminator` another.
 */
export const runConfigSchema = z.strictObject({
  ...runFields,
  ...lengthFields,
  ...optimizerFields,
  ...objectiveFields,
  ...labelFields,
  ...penaltyFields,
  ...lecamFields,
  ...styleFields,
  ...transferFields,
  ...averageFields,
  ...augmentFields,
  ...adaFields,
  ...networkFields,
  ...outputFields,
  ...evaluationFields,
});

export type RunConfig = z.infer<typeof runConfigSchema>;
/** What the user may set: everything but what is chosen elsewhere (preset and data set). */
export type RunSettings = Omit<RunConfig, 'preset' | 'dataset'>;
/** Input to {@link resolveConfig}: only what differs from the recipe. */
export type RunConfigInput = { [Key in keyof RunSettings]?: RunSettings[Key] | undefined } & Pick<
  RunConfig,
  'preset' | 'dataset'
>;
/** Checks such an input. Fields left out stay out, so that the recipe's values can fill them. */
export const runConfigInputSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(runConfigSchema.shape).map(([key, schema]) => [
      key,
      schema instanceof z.ZodDefault ? schema.unwrap().optional() : schema,
    ]),
  ),
) as unknown as z.ZodType<RunConfigInput>;
export type ConfigKey = keyof RunConfig;
