import { z } from 'zod';
import { fieldMeta, runConfigSchema, type ConfigKey, type FieldMeta } from './schema.ts';

/** A configuration field as the form, the command line's help and the documentation need it. */
export interface ConfigField extends Omit<FieldMeta, 'ofNewRuns'> {
  key: ConfigKey;
  control:
    | { kind: 'text'; maxLength: number }
    | { kind: 'integer' | 'number'; min: number; max: number; exclusiveMin: boolean }
    | { kind: 'choice'; choices: readonly string[] };
  /** What a new run gets before its recipe and its user are asked; undefined where the user must choose. */
  default: string | number | undefined;
}

function controlOf(schema: z.ZodType): ConfigField['control'] {
  if (schema instanceof z.ZodEnum) return { kind: 'choice', choices: schema.options.map(String) };
  if (schema instanceof z.ZodNumber) {
    const json = z.toJSONSchema(schema) as {
      type: string;
      minimum?: number;
      exclusiveMinimum?: number;
      maximum?: number;
    };
    return {
      kind: json.type === 'integer' ? 'integer' : 'number',
      min: json.exclusiveMinimum ?? json.minimum ?? Number.NEGATIVE_INFINITY,
      max: json.maximum ?? Number.POSITIVE_INFINITY,
      exclusiveMin: json.exclusiveMinimum !== undefined,
    };
  }
  if (schema instanceof z.ZodString) return { kind: 'text', maxLength: schema.maxLength ?? 1000 };
  throw new Error('A configuration field has a type the form cannot show.');
}

function describe(key: ConfigKey, schema: z.ZodType): ConfigField {
  const inner = schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema;
  const { ofNewRuns, ...meta } = fieldMeta(schema);
  const fallback: unknown = ofNewRuns ?? (schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined);
  return {
    key,
    ...meta,
    control: controlOf(inner),
    default: typeof fallback === 'string' || typeof fallback === 'number' ? fallback : undefined,
  };
}

/** Every field of the run configuration, in the schema's order. */
export const CONFIG_FIELDS: readonly ConfigField[] = Object.entries(runConfigSchema.shape).map(([key, schema]) =>
  describe(key as ConfigKey, schema),
);
