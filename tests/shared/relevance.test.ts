import { describe, expect, it } from 'vitest';
import { CONFIG_FIELDS } from '@shared/config/fields.ts';
import { whyIdle, type Circumstances } from '@shared/config/relevance.ts';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { ConfigKey, RunConfig } from '@shared/config/schema.ts';
import { findPreset } from '@shared/presets/index.ts';

const preset = findPreset('fashion-gan-torch')!;
const recipe = resolveConfig({ preset: preset.id, dataset: 'd' });
const among = (config: Partial<RunConfig> = {}, rest: Partial<Circumstances> = {}): Circumstances => ({
  config: { ...recipe, ...config },
  recipe: preset.recipe,
  generator: null,
  discriminator: [{ type: 'flatten' }],
  own: false,
  ...rest,
});

describe('settings without effect', () => {
  it.each<[ConfigKey, Partial<RunConfig>, Partial<RunConfig>, RegExp]>([
    ['epochs', { steps: 10 }, { steps: 0 }, /counts steps/],
    ['optimizer.generator.rho', {}, { 'optimizer.generator.kind': 'rmsprop' }, /RMSprop only/],
    ['optimizer.discriminator.beta1', { 'optimizer.discriminator.kind': 'sgd' }, {}, /Adam only/],
    [
      'optimizer.discriminator.beta2',
      { 'optimizer.discriminator.kind': 'rmsprop' },
      { 'optimizer.generator.kind': 'rmsprop' },
      /Adam only/,
    ],
    ['loss.generator', { 'loss.kind': 'wasserstein' }, {}, /no goals to choose/],
    ['labels.real.low', { 'loss.kind': 'hinge' }, { 'loss.kind': 'least-squares' }, /no targets/],
    ['labels.flip', { 'loss.kind': 'wasserstein' }, {}, /no targets/],
    ['noise.decay', {}, { 'noise.start': 0.1 }, /no instance noise/],
    ['noise.epochs', { 'noise.start': 0.1, 'noise.decay': 'none' }, { 'noise.start': 0.1 }, /stays to the end/],
    ['optimizer.generator.rateEnd', {}, { 'optimizer.generator.schedule': 'step' }, /rate stays/],
    ['optimizer.generator.stepAt', {}, { 'optimizer.generator.schedule': 'linear' }, /nor in a line/],
    [
      'optimizer.discriminator.stepAt',
      { 'optimizer.discriminator.schedule': 'cosine' },
      { 'optimizer.discriminator.schedule': 'step' },
      /one step/,
    ],
    ['optimizer.generator.beta2End', { 'optimizer.generator.kind': 'sgd' }, {}, /Adam only/],
    ['schedule.steps', {}, { 'optimizer.generator.warmup': 1 }, /follows a schedule/],
    ['ema.decay', { 'ema.halfLife': 100 }, {}, /half-life/],
    ['ema.warmup', { 'ema.decay': 0.9 }, { 'ema.halfLife': 100 }, /no half-life/],
    ['penalty.weightEnd', {}, { 'penalty.kind': 'r2' }, /no gradient penalty/],
    ['loss.margin', {}, { 'loss.kind': 'hinge' }, /no margin/],
    ['penalty.weight', {}, { 'penalty.kind': 'r1' }, /no gradient penalty/],
  ])('%s', (key, without, withEffect, reason) => {
    expect(whyIdle(key, among(without))).toMatch(reason);
    expect(whyIdle(key, among(withEffect))).toBeNull();
  });

  it('are those that the recipe, its generator or own networks make so', () => {
    expect(whyIdle('loss.classWeight', among())).toMatch(/names no classes/);
    expect(whyIdle('loss.classWeight', among({}, { recipe: { ...preset.recipe, labels: 'auxiliary' } }))).toBeNull();
    expect(whyIdle('network.upsampling', among({}, { generator: [{ type: 'tanh' }] }))).toMatch(/no layers/);
    expect(whyIdle('network.upsampling', among({}, { generator: [{ type: 'upsample2d', factor: 2 }] }))).toBeNull();
    expect(whyIdle('reconstruction.weight', among())).toMatch(/no decoders/);
    const discriminator = findPreset('fastgan')!.networks({ height: 64, width: 64, channels: 3 }, 8, 0).discriminator;
    expect(whyIdle('reconstruction.weight', among({}, { discriminator }))).toBeNull();
    expect(whyIdle('network.width', among())).toBeNull();
    expect(whyIdle('network.width', among({}, { own: true }))).toMatch(/your own/);
    expect(whyIdle('network.initializer', among({}, { own: true }))).toBeNull();
  });

  it('have a sentence short enough for a line of help', () => {
    for (const { key } of CONFIG_FIELDS) {
      const reason = whyIdle(key, among({ steps: 5, 'loss.kind': 'hinge' }, { own: true }));
      if (reason !== null) expect(reason).toMatch(/^.{10,70}\.$/);
    }
  });
});
