import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONFIG_FIELDS, type ConfigField } from '@shared/config/fields.ts';
import type { ConfigKey, RunConfig } from '@shared/config/schema.ts';
import type { Recipe } from '@shared/presets/index.ts';
import { METRIC_NAMES, RUN_FORMAT, type MetricColumns } from '@shared/run.ts';
import { configurationHash } from '../../../electron/store/configuration-hash.ts';
import { fingerprintOf } from '../../../electron/store/fingerprint.ts';
import { checkpointAt, newRun } from '../../store/support/values.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let place: TemporaryLibrary;
beforeAll(async () => {
  place = await temporaryLibrary(64);
});
afterAll(() => place.remove());

const STEP = 6;
const keysThatDecide = (decides: ConfigField['decides']): ConfigKey[] =>
  CONFIG_FIELDS.filter((field) => field.decides === decides).map(({ key }) => key);

/** What is set of everything that decides no number, in two runs. */
const ONE: Partial<RunConfig> = {
  name: 'One',
  steps: STEP,
  'checkpoint.everySteps': 3,
  'ema.decay': 0.9,
};
const OTHER: Partial<RunConfig> = {
  'evaluations.share': 50,
  'evaluations.every': 3,
  'checkpoint.bestBy': 'fdLite0',
  'stop.pastBest': 'yes',
  name: 'Other',
  epochs: 7,
  steps: STEP + 2,
  'samples.everySteps': 2,
  'samples.count': 9,
  'checkpoint.everySteps': 2,
  'checkpoint.keep': 'every',
  'checkpoint.keepEvery': 2,
  'tensorboard.everySteps': 1,
  'gradients.norms': 'off',
  'gradients.every': 3,
  'ema.decay': 0.9,
};

/** Another value that a field takes. */
function another({ control }: ConfigField, value: string | number): string | number {
  switch (control.kind) {
    case 'choice':
      return control.choices.find((choice) => choice !== value) ?? '';
    case 'text':
      return `${value}x`;
    case 'integer':
      return value === control.max ? control.min : Number(value) + 1;
    case 'number':
      return (Number(value) + (value === control.max ? control.min : control.max)) / 2;
  }
}

describe('a fingerprint', () => {
  test('does not depend on a setting that decides no number', async () => {
    const { library, prepare } = place;
    const one = await prepare(ONE);
    const prepared = await prepare({ ...OTHER, execution: 'graph' });
    // The same images under another name.
    const id = 'images-of-another-library';
    const other = await library.createRun({
      ...prepared,
      config: { ...prepared.config, dataset: id },
      dataset: { ...prepared.dataset, id },
    });
    for (const key of keysThatDecide('nothing')) expect([key, other.config[key]]).not.toEqual([key, one.config[key]]);
    for (const run of [one, other]) expect(await trainHere(library, run.id)).toMatchObject({ state: 'finished' });
    const [first, second] = await Promise.all([one, other].map((run) => library.fingerprint(run.id, STEP)));
    expect({ ...second, run: '' }).toEqual({ ...first, run: '' });
  });

  test('depends on every setting that decides numbers', async () => {
    const record = await place.prepare();
    const hash = configurationHash(record);
    for (const field of CONFIG_FIELDS) {
      const config = { ...record.config, [field.key]: another(field, record.config[field.key]) };
      expect([field.key, configurationHash({ ...record, config }) === hash]).toEqual([
        field.key,
        field.decides !== undefined,
      ]);
    }
    expect(keysThatDecide('rounding')).toEqual(['device', 'execution']);
  });

  test('depends on every choice of the recipe', async () => {
    const record = await place.prepare();
    const { recipe } = record;
    const { discriminator, adamEpsilon } = recipe;
    const others: Recipe[] = [
      { ...recipe, sampling: 'replacement' },
      { ...recipe, order: 'simultaneous' },
      { ...recipe, discriminator: { ...discriminator, updates: 'separate' } },
      { ...recipe, discriminator: { ...discriminator, share: 'half' } },
      { ...recipe, discriminator: { ...discriminator, lossJoin: 'mean' } },
      { ...recipe, discriminator: { ...discriminator, fakes: 'inference' } },
      { ...recipe, generator: { latents: 'fresh' } },
      { ...recipe, labels: 'embedding' },
      { ...recipe, adamEpsilon: { ...adamEpsilon, value: 1e-6 } },
      { ...recipe, adamEpsilon: { ...adamEpsilon, addedTo: 'uncorrected' } },
    ];
    const hashes = [recipe, ...others].map((other) => configurationHash({ ...record, recipe: other }));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('has a metric of a later version in it where that holds a number', () => {
    const columns = Object.fromEntries(METRIC_NAMES.map((name) => [name, [1, 2, 3]])) as MetricColumns;
    const record = { ...newRun(), format: RUN_FORMAT, id: 'a', createdAt: '2026-01-01T00:00:00.000Z' } as const;
    const printOf = (more: object): string => fingerprintOf(record, checkpointAt(2), { ...columns, ...more }).sha256;
    const before = printOf({});
    expect(printOf({ later: [NaN, NaN, NaN] })).toBe(before);
    // After the checkpoint.
    expect(printOf({ later: [NaN, NaN, 7] })).toBe(before);
    expect(printOf({ later: [NaN, 7, 7] })).not.toBe(before);
    expect(printOf({ dPenalty: [NaN, NaN, NaN] })).not.toBe(before);
  });
});
