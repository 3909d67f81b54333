import { z } from 'zod';
import { KINDS, LAYER_TYPES, layerSchema, type Layer, type LayerType } from '@shared/network/kinds/index.ts';
import type { KindWords, ParameterWords } from '@shared/network/kinds/kind.ts';

/** A value of a layer as the editor shows it; its range is the schema's. */
export type Parameter = { key: string; label: string } & (
  | { kind: 'number'; integer: boolean; min: number; max: number; wide: boolean }
  | { kind: 'switch' }
  | { kind: 'choice'; choices: readonly { value: string; label: string }[] }
  | { kind: 'shape' }
);

interface Kind {
  title: string;
  /** One line for who meets it for the first time. */
  help: string;
  /** A layer of this kind with usual values. */
  make: () => Layer;
  parameters: readonly Parameter[];
  unused: (layer: Layer, key: string) => boolean;
}

interface Bounds {
  type?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
}

function parameterOf(key: string, words: ParameterWords, bounds: Bounds): Parameter {
  if (typeof words !== 'string') {
    const choices = Object.entries(words.choices).map(([value, label]) => ({ value, label }));
    return { kind: 'choice', key, label: words.label, choices };
  }
  if (bounds.type === 'boolean') return { kind: 'switch', key, label: words };
  if (bounds.type === 'array') return { kind: 'shape', key, label: words };
  const max = bounds.maximum ?? bounds.exclusiveMaximum ?? Number.POSITIVE_INFINITY;
  return {
    kind: 'number',
    key,
    label: words,
    integer: bounds.type === 'integer',
    min: bounds.minimum ?? (bounds.exclusiveMinimum ?? 0) + (bounds.type === 'integer' ? 1 : 0),
    max,
    wide: max > 9999,
  };
}

function kindFor(type: LayerType): Kind {
  const { schema, make, words } = KINDS[type];
  const { properties } = z.toJSONSchema(schema, { io: 'input' }) as { properties: Record<string, Bounds> };
  const { title, help, parameters, unused } = words as KindWords<Layer>;
  return {
    title,
    help,
    make,
    parameters: Object.entries(parameters).map(([key, said]) => {
      const bounds = properties[key];
      if (!bounds) throw new Error(`Layers of type ${type} have no ${key}.`);
      return parameterOf(key, said, bounds);
    }),
    unused: (layer, key) => unused?.(layer, key) ?? false,
  };
}

/** Every kind of layer, in the order of the list to choose from. */
export const LAYER_KINDS = Object.fromEntries(LAYER_TYPES.map((type) => [type, kindFor(type)])) as Record<
  LayerType,
  Kind
>;

/** What a parameter takes, in words. */
export function rangeWords({ label, ...rest }: Extract<Parameter, { kind: 'number' }>): string {
  const kind = rest.integer ? 'a whole number' : 'a number';
  const { min, max } = rest;
  const to = Number.isFinite(max) ? `from ${min} to ${max.toLocaleString('en')}` : `above ${min}`;
  return `${label.charAt(0).toUpperCase()}${label.slice(1)} must be ${kind} ${to}.`;
}

/** A layer with another value; null where the schema refuses it. */
export function withValue(layer: Layer, key: string, value: unknown): Layer | null {
  const parsed = layerSchema.safeParse({ ...layer, [key]: value });
  return parsed.success ? parsed.data : null;
}

/** Where a layer's parameter stands now. */
export const valueOf = (layer: Layer, key: string): unknown => Reflect.get(layer, key);

/** "7 × 7 × 16", "7x7x16" or "7, 7, 16" as a shape; null where it is none. */
export function readShape(text: string): number[] | null {
  const sides = text
    .trim()
    .split(/\s*[×x*,\s]\s*/)
    .map(Number);
  return sides.length <= 3 && sides.every((side) => Number.isInteger(side) && side > 0) ? sides : null;
}
