import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchConfig } from '@shared/config/branch.ts';
import { CONFIG_FIELDS } from '@shared/config/fields.ts';
import {
  ConfigError,
  parseSetting,
  resolveConfig,
  resolveFrom,
  stepsPerEpoch,
  totalSteps,
} from '@shared/config/resolve.ts';
import { runConfigInputSchema, runConfigSchema } from '@shared/config/schema.ts';
import { PRESETS } from '@shared/presets/index.ts';

const base = { preset: 'fashion-gan-torch', dataset: 'fashion-mnist' };

describe('resolveConfig', () => {
  it('fills in the recipe, then the schema, under what the user set', () => {
    const config = resolveConfig({ ...base, batch: 64 });
    expect(config.batch).toBe(64);
    expect(config.epochs).toBe(200);
    expect(config['optimizer.generator.beta1']).toBe(0.5);
  });

  it('counts epochs when epochs are asked for, even where the recipe counts steps', () => {
    const byRecipe = resolveConfig({ preset: 'keras-gan', dataset: 'fashion-mnist' });
    const byEpochs = resolveConfig({ preset: 'keras-gan', dataset: 'fashion-mnist', epochs: 2 });
    expect(totalSteps(byRecipe, 60_000)).toBe(30_000);
    expect(totalSteps(byEpochs, 60_000)).toBe(2 * 1875);
  });

  it('keeps the last short batch in the epoch', () => {
    expect(stepsPerEpoch(resolveConfig(base), 60_000)).toBe(469);
  });

  it.each([
    [{ batch: 0 }, 'Batch (batch) must be a whole number from 1 to 4096, not 0.'],
    [{ seed: -1 }, 'Seed (seed) must be a whole number from 0 to 4294967295, not -1.'],
    [
      { 'loss.generator': 'hinge' },
      'Generator goal (loss.generator) must be one of non-saturating, minimax, not "hinge".',
    ],
    [
      { 'ada.kind': 'adaptive', 'loss.kind': 'wasserstein' },
      'cannot adapt with this loss (Wasserstein), whose scores have no middle between real and fake: set ada.kind to fixed',
    ],
    [{ zork: 3 }, 'There is no setting called "zork".'],
    [{ preset: 'gan' }, 'There is no recipe called "gan"; there are fashion-gan-torch, fashion-gan-tf, '],
  ])('says in one sentence what is wrong with %o', (change, message) => {
    const resolving = () => resolveConfig({ ...base, ...change } as never);
    expect(resolving).toThrow(ConfigError);
    expect(resolving).toThrow(message);
  });

  it('never lets a configuration through that the schema refuses', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONFIG_FIELDS), fc.anything(), (field, value) => {
        try {
          runConfigSchema.parse(resolveConfig({ ...base, [field.key]: value } as never));
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a setting that older runs did not have', () => {
  /** As a run stored it before there was the setting. */
  const { 'ema.batchNorm': _, ...older } = resolveConfig({ ...base, 'ema.decay': 0.99 });

  it('is on in new runs, and in stored ones what they were trained by', () => {
    expect(resolveConfig(base)['ema.batchNorm']).toBe('measured');
    expect(resolveConfig({ ...base, 'ema.batchNorm': 'copied' })['ema.batchNorm']).toBe('copied');
    expect(runConfigSchema.parse(older)['ema.batchNorm']).toBe('copied');
  });

  it('stays as it was in a run that begins from such a one, unless it is changed', () => {
    const parent = runConfigSchema.parse(older);
    expect(branchConfig(parent, { batch: 32 })['ema.batchNorm']).toBe('copied');
    expect(branchConfig(parent, { 'ema.batchNorm': 'measured' })['ema.batchNorm']).toBe('measured');
  });

  it('is that of new runs by a recipe that was saved before', () => {
    const saved = { defaults: { 'ema.decay': 0.9 } };
    expect(resolveFrom(saved, base)['ema.batchNorm']).toBe('measured');
  });

  it('is described with the value of new runs', () => {
    expect(CONFIG_FIELDS.find(({ key }) => key === 'ema.batchNorm')?.default).toBe('measured');
  });
});

describe('the configuration schema', () => {
  it('gives every recipe defaults that are valid settings', () => {
    for (const preset of PRESETS) expect(resolveConfig({ preset: preset.id, dataset: 'd' }).preset).toBe(preset.id);
  });

  it('leaves fields out of an input that were left out, so that the recipe can fill them', () => {
    expect(runConfigInputSchema.parse(base)).toEqual(base);
  });

  it('describes each field for the form: a name, one line of help, a range or choices', () => {
    for (const field of CONFIG_FIELDS) {
      expect(field.label).not.toBe('');
      expect(field.help).toMatch(/^\S.*\.$/s);
      expect(field.help).not.toContain('\n');
      if (field.control.kind === 'choice')
        for (const choice of field.control.choices)
          expect(field.choiceLabels?.[choice], `${field.key} ${choice}`).toBeTruthy();
      if (field.control.kind === 'integer' || field.control.kind === 'number') {
        expect(Number.isFinite(field.control.min)).toBe(true);
        expect(Number.isFinite(field.control.max)).toBe(true);
      }
    }
  });

  it('keeps the setting names that scripts rely on', () => {
    const keys = CONFIG_FIELDS.map((field) => field.key);
    for (const name of [
      'batch',
      'epochs',
      'steps',
      'seed',
      'device',
      'checkpoint.everySteps',
      'samples.everySteps',
      'loss.generator',
      'steps.discriminator',
      'steps.generator',
    ])
      expect(keys).toContain(name);
  });
});

describe('parseSetting', () => {
  it('reads numbers as numbers and choices as text', () => {
    expect(parseSetting('batch=64')).toEqual(['batch', 64]);
    expect(parseSetting('loss.generator=minimax')).toEqual(['loss.generator', 'minimax']);
    expect(parseSetting('name=a=b')).toEqual(['name', 'a=b']);
  });

  it.each(['batch', '=3', 'batch=', 'batch=many', 'zork=1'])('refuses %s with a sentence', (text) => {
    expect(() => parseSetting(text)).toThrow(ConfigError);
  });
});
