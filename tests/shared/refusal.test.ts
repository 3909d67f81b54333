import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { parseJsonText } from '@shared/json.ts';
import { presetFileSchema, presetFileText, readNetworksFile, readPresetFile } from '@shared/presets/user-preset.ts';
import { faultInWords } from '@shared/refusal.ts';
import { runRecordSchema, runStatusSchema } from '@shared/run.ts';
import { datasetRecordSchema } from '@shared/dataset.ts';
import { newRun } from '../store/support/values.ts';
import { OWN_DRAFT } from './support/own-networks.ts';

const refused = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was taken.');
};

const networks = (...layers: object[]): string =>
  JSON.stringify({ generator: layers, discriminator: [{ type: 'dense', units: 1 }] });

describe('what a file holds that it should not', () => {
  it.each([
    [{ type: 'convolution' }, 'layer 1 of the generator, type must be one of dense, conv2d, '],
    [{ type: 'dense', units: 'many' }, 'layer 1 of the generator, units must be a number, not "many".'],
    [{ type: 'dense', units: 1.5 }, 'layer 1 of the generator, units must be a whole number, not 1.5.'],
    [{ type: 'dense' }, 'layer 1 of the generator, units is missing: it must be a number.'],
    [{ type: 'dense', units: 0 }, 'layer 1 of the generator, units must be more than 0, not 0.'],
    [{ type: 'dense', units: 1, bias: true }, 'layer 1 of the generator has no "bias": leave it out.'],
    [{ type: 'conv2d', filters: 1, kernelSize: 3, padding: 'edge' }, 'padding must be one of same, valid, not "edge".'],
    [{ type: 'reshape', shape: [1, 1, 1, 1] }, 'layer 1 of the generator, shape must have at most 3 entries.'],
  ])('%j is said in our words', (layer, sentence) => {
    expect(refused(() => readNetworksFile(networks(layer)))).toContain(sentence);
  });

  it('is never said in the words of the library that checks it', () => {
    const { name, config, dataset, ...rest } = newRun();
    const record = { format: 2, id: 'a', createdAt: '2026-01-01T00:00:00Z', name, config, dataset, ...rest };
    const subjects: [z.ZodType, object][] = [
      [presetFileSchema, JSON.parse(presetFileText(OWN_DRAFT)) as object],
      [runRecordSchema, record],
      [
        runStatusSchema,
        { state: 'waiting', step: 0, message: null, owner: null, imagesPerSecond: null, updatedAt: '' },
      ],
      [datasetRecordSchema, { ...dataset, format: 1 }],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...subjects), fc.nat(), fc.jsonValue(), ([schema, value], place, other) => {
        const changed = JSON.parse(JSON.stringify(value)) as object;
        const places = placesOf(changed);
        const [holder, key] = places[place % places.length]!;
        holder[key] = other;
        for (const issue of schema.safeParse(changed).error?.issues ?? []) {
          const words = faultInWords(issue, changed);
          expect(words).toMatch(/^(?:must|is|has|cannot)\b/);
          expect(words).not.toMatch(/invalid|expected|received|unrecognized|undefined|NaN|discriminator/i);
        }
      }),
      { numRuns: 500 },
    );
  });
});

type Holder = Record<string, unknown>;
const placesOf = (value: unknown): [Holder, string][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[value as Holder, key], ...placesOf(inner)])
    : [];

describe('JSON that anybody may have written', () => {
  it('is read with a byte-order mark', () => {
    expect(parseJsonText('\uFEFF{"a":[1]}')).toEqual({ a: [1] });
    expect(readPresetFile(`\uFEFF${presetFileText(OWN_DRAFT)}`)).toEqual(OWN_DRAFT);
  });

  it.each([
    ['', 'it is not JSON: it is empty'],
    ['{"a": 1,', 'it is not JSON: it breaks off'],
    ['{\n  "a": 1,\n}', 'it is not JSON: line 3, column 1 cannot be read'],
    ['['.repeat(100_000), 'it holds lists in lists, more than 100 deep'],
    ['{"a":'.repeat(5_000), 'it holds lists in lists, more than 100 deep'],
  ])('%.20s is refused, with the place', (text, message) => {
    expect(refused(() => parseJsonText(text))).toBe(message);
  });
});
