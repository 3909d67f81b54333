import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONFIG_FIELDS, type ConfigField } from '@shared/config/fields.ts';
import type { ConfigKey, RunConfig } from '@shared/config/schema.ts';
import { configurationHash } from '../../../electron/store/configuration-hash.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let place: TemporaryLibrary;
beforeAll(async () => {
  place = await temporaryLibrary();
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
  name: 'Other',
  epochs: 7,
  steps: STEP + 2,
  'samples.everySteps': 2,
  'samples.count': 9,
  'checkpoint.everySteps': 2,
  'checkpoint.keep': 'every',
  'checkpoint.keepEvery': 2,
  'tensorboard.everySteps': 1,
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
      return (Number(value) + control.max) / 2;
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
});
