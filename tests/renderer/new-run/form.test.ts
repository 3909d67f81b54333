import { nodesOf } from '@shared/network/graph.ts';
import { CONFIG_FIELDS } from '@shared/config/fields.ts';
import { resolveConfig } from '@shared/config/resolve.ts';
import { findPreset, PRESETS } from '@shared/presets/index.ts';
import type { Advised } from '@shared/recommend/advice.ts';
import { recommend } from '@shared/recommend/index.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nudge, rangeOf, readDraft, textOf, viewForm, type Drafts } from '../../../renderer/src/settings/form.ts';
import { replaced } from '../../../renderer/src/networks/editor/edits.ts';
import { RunForm } from '../../../renderer/src/new-run/form.svelte.ts';
import { datasets } from '../../../renderer/src/lib/datasets.svelte.ts';
import { userPresets } from '../../../renderer/src/lib/user-presets.svelte.ts';
import { presetFileText, readPresetFile } from '@shared/presets/user-preset.ts';
import { DATASETS, EMOJI } from '../fixtures/library.ts';
import { USER_PRESETS } from '../fixtures/presets.ts';

const choice = { preset: 'fashion-gan-torch', dataset: 'fashion-mnist' };
const fashion = findPreset(choice.preset)!;
const viewOf = (drafts: Drafts) => viewForm(fashion, choice.dataset, drafts);
const field = (key: string) => CONFIG_FIELDS.find((candidate) => candidate.key === key)!;
const shown = (form: ReturnType<typeof viewForm>, key: string) => form.fields.find((entry) => entry.field.key === key)!;

describe('the settings form', () => {
  it.each(PRESETS.map((preset) => preset.id))('shows every field of the schema with the values of %s', (preset) => {
    const form = viewForm(findPreset(preset)!, choice.dataset, {});
    expect(form.fields.map((entry) => entry.field.key)).toEqual(CONFIG_FIELDS.map((entry) => entry.key));
    expect(form.fields.filter((entry) => entry.changed)).toEqual([]);
    expect(form.config).toEqual(resolveConfig({ ...choice, preset }));
    expect(form.input).toEqual({ ...choice, preset });
  });

  it('writes every number of a recipe so that it reads back as the same number', () => {
    for (const preset of PRESETS)
      for (const entry of viewForm(preset, choice.dataset, {}).fields)
        expect(readDraft(entry.field, entry.text)).toBe(
          resolveConfig({ ...choice, preset: preset.id })[entry.field.key],
        );
  });

  it('reads back any rate it can be given', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1, noNaN: true }), (value) => {
        const read = readDraft(field('optimizer.generator.learningRate'), textOf(value));
        expect(Math.abs(Number(read) - value)).toBeLessThanOrEqual(1e-6 * value);
      }),
    );
  });

  it('keeps what cannot be used, says why beside the field, and starts nothing with it', () => {
    const form = viewOf({ batch: '5000', seed: '7' });
    expect(shown(form, 'batch')).toMatchObject({
      text: '5000',
      changed: true,
      error: 'Must be a whole number from 1 to 4096, not 5000.',
    });
    expect(shown(form, 'seed').error).toBeNull();
    expect(form.valid).toBe(false);
    expect(form.config.batch).toBe(128);
    expect(form.input).toEqual({ ...choice, seed: 7 });
  });

  it.each(['', ' ', 'many', '0,5', '1e999', '-3', '2.5'])('refuses "%s" as a batch', (text) => {
    expect(shown(viewOf({ batch: text }), 'batch').error).toMatch(/^Must be a whole number/);
  });

  it('does not call the recipe’s own value a change, however it is written', () => {
    expect(shown(viewOf({ batch: ' 128' }), 'batch').changed).toBe(false);
    expect(
      shown(viewOf({ 'optimizer.generator.learningRate': '2e-4' }), 'optimizer.generator.learningRate').changed,
    ).toBe(false);
  });

  it('shows ranges where they fit', () => {
    expect(rangeOf(field('batch'))).toBe('1 to 4,096');
    expect(rangeOf(field('seed'))).toBe('');
    expect(rangeOf(field('name'))).toBe('');
  });
});

describe('stepping a number with the arrow keys', () => {
  it('counts whole numbers by one or ten and stays in range', () => {
    expect(nudge(field('batch'), '128', 1, false)).toBe('129');
    expect(nudge(field('batch'), '128', -1, true)).toBe('118');
    expect(nudge(field('batch'), '1', -1, false)).toBe('1');
    expect(nudge(field('batch'), '4096', 1, true)).toBe('4096');
  });

  it('moves a rate by its first digit and never to what the schema refuses', () => {
    const rate = field('optimizer.generator.learningRate');
    expect(nudge(rate, '0.0002', 1, false)).toBe('0.0003');
    expect(nudge(rate, '0.0002', -1, false)).toBe('0.0001');
    fc.assert(
      fc.property(
        fc.double({ min: 1e-8, max: 1, noNaN: true }),
        fc.constantFrom(1 as const, -1 as const),
        fc.boolean(),
        (value, direction, coarse) => {
          const next = nudge(rate, textOf(value), direction, coarse);
          expect(shown(viewOf({ [rate.key]: next }), rate.key).error).toBeNull();
        },
      ),
    );
  });

  it('leaves alone what is no number', () => {
    expect(nudge(field('batch'), 'many', 1, false)).toBe('many');
    expect(nudge(field('name'), 'Closet', 1, false)).toBe('Closet');
  });
});

describe('a new run being set up', () => {
  it('takes the recipe that suits the images, until one is chosen by hand', () => {
    const [known] = DATASETS.filter((entry) => entry.state === 'ready');
    const colour = { ...known!.record, id: 'colour', image: { height: 64, width: 64, channels: 3 as const } };
    datasets.list = [...DATASETS, { ...known!, record: colour }];
    const form = new RunForm();
    form.pickDataset('colour');
    expect(form.preset).toBe('dcgan-64');
    form.pickDataset('fashion-mnist');
    // It suits these as well.
    expect(form.preset).toBe('dcgan-64');
    form.pickRecipe('keras-gan');
    form.pickDataset('colour');
    expect(form.preset).toBe('keras-gan');
  });

  it('takes what is recommended, marked as changed, keeps what a run decides, and knows when it is followed', () => {
    datasets.list = DATASETS;
    const form = new RunForm();
    form.set('name', 'Mine');
    form.set('seed', '7');
    form.set('optimizer.generator.beta1', '0.3');
    const advice = recommend(EMOJI, null);
    expect(form.follows(advice)).toBe(false);
    form.take(advice);
    expect(form.follows(advice)).toBe(true);
    expect([form.dataset, form.preset, form.ready]).toEqual(['emoji', advice.preset, true]);
    expect(form.view.config).toMatchObject({ ...advice.settings, name: 'Mine', seed: 7, steps: 0 });
    expect(form.view.config['optimizer.generator.beta1']).not.toBe(0.3);
    const changed = form.view.fields.filter((entry) => entry.changed).map(({ field }) => field.key);
    expect(changed).toEqual(expect.arrayContaining(['network.width', 'images.heldOut', 'epochs']));
    form.set('network.width', '1');
    expect(form.follows(advice)).toBe(false);
    form.take(advice);
    form.pickDataset('fashion-mnist');
    expect(form.follows(advice)).toBe(false);
  });

  describe('as published, or with today’s advice', () => {
    const formOf = (preset: string): RunForm => {
      datasets.list = DATASETS;
      const form = new RunForm({ dataset: 'fashion-mnist', preset });
      form.advised = true;
      return form;
    };
    const config = (form: RunForm) => form.view.config;

    it('fills the form like a hand would, and gives it back', () => {
      const form = formOf('dcgan-64');
      form.set('name', 'Mine');
      form.set('optimizer.generator.beta1', '0.3');
      expect(config(form)).toMatchObject({ 'network.width': 0.5, batch: 64, 'ema.warmup': 'seen', name: 'Mine' });
      expect(form.view.fields.filter((entry) => entry.changed).map(({ field }) => field.key)).toEqual(
        expect.arrayContaining(['network.width', 'batch', 'ema.halfLife', 'optimizer.generator.beta1']),
      );
      expect(form.request.config).toMatchObject({ batch: 64, 'network.width': 0.5 });
      const advice = form.advice;
      form.advised = false;
      expect(form.request.config).toEqual({
        ...{ preset: 'dcgan-64', dataset: 'fashion-mnist', name: 'Mine', 'optimizer.generator.beta1': 0.3 },
      });
      // What it would be stays to be read.
      expect(form.advice).toEqual(advice);
    });

    it('follows length, batch, images and recipe as long as it is on', () => {
      const form = formOf('dcgan-64');
      const halfLife = (): number => config(form)['ema.halfLife'];
      const whole = halfLife();
      form.set('epochs', '10');
      expect(halfLife()).toBe(whole / 10);
      form.pickDataset('emoji');
      expect(config(form)['augment.color']).toBe('on');
      form.pickDataset('fashion-mnist');
      expect(config(form)['augment.color']).toBe('off');
      form.pickRecipe('keras-gan');
      expect(config(form)).toMatchObject({ 'network.width': 1, epochs: 10, 'ema.halfLife': whole / 10 });
      form.reset('epochs');
      expect(config(form)).toMatchObject({ batch: 32, steps: 30_000, 'ema.halfLife': 19_000 });
    });

    it('leaves what is set by hand, says so, and takes it back when asked', () => {
      const form = formOf('dcgan-64');
      const [width, batch] = form.advice as [Advised, Advised];
      form.set('batch', '16');
      expect([config(form).batch, form.byHand(batch), form.byHand(width)]).toEqual([16, ['batch'], []]);
      form.advised = false;
      form.advised = true;
      expect(config(form).batch).toBe(16);
      form.set('batch', 'many');
      expect(form.byHand(batch)).toEqual(['batch']);
      // The recipe's value, asked for with its mark, is one set by hand too.
      form.reset('batch');
      expect([config(form).batch, form.byHand(batch)]).toEqual([128, ['batch']]);
      form.follow(batch);
      expect([config(form).batch, form.byHand(batch)]).toEqual([64, []]);
      form.set('batch', '64');
      expect(form.byHand(batch)).toEqual([]);
      form.reset('network.width');
      expect([config(form)['network.width'], form.byHand(width)]).toEqual([1, ['network.width']]);
      form.resetAll();
      expect([form.advised, form.changes]).toEqual([false, 0]);
    });

    it('is on where what is recommended is taken, and follows what the machine was measured to do', () => {
      const form = formOf('keras-gan');
      form.advised = false;
      const large = { ...EMOJI, id: 'large', count: 90_000, image: { ...EMOJI.image, width: 256, height: 256 } };
      const [known] = DATASETS.filter((entry) => entry.state === 'ready');
      datasets.list = [...DATASETS, { ...known!, record: large }];
      const slow = recommend(large, { products: 5e9, from: 'measured on these images' });
      const quick = recommend(large, { products: 1e15, from: 'measured on these images' });
      expect(slow.settings['network.width']).not.toBe(quick.settings['network.width']);
      form.take(slow);
      expect([form.advised, form.follows(slow), form.follows(quick)]).toEqual([true, true, false]);
      form.pace = quick.pace;
      expect([form.follows(slow), form.follows(quick)]).toEqual([false, true]);
    });

    it('is no part of a recipe saved with it', () => {
      const form = formOf('dcgan-64');
      const draft = form.draft('Mine')!;
      expect(draft.settings).toMatchObject({ batch: 64, 'ema.warmup': 'seen' });
      const saved = { ...draft, id: 'own-mine00' };
      userPresets.list = [saved];
      form.adopt(saved);
      expect([form.advised, form.changes]).toEqual([false, 0]);
      form.advised = true;
      // Its networks are its own.
      expect(form.advice.flatMap(({ settings }) => Object.keys(settings))).not.toContain('network.width');
    });
  });

  it('turns to epochs when epochs are asked for, and back with either reset', () => {
    const form = new RunForm();
    form.preset = 'keras-gan';
    expect(form.view.config.steps).toBe(30_000);
    form.set('epochs', '3');
    expect(form.view.config).toMatchObject({ epochs: 3, steps: 0 });
    form.reset('steps');
    expect(form.view.config.steps).toBe(30_000);
    form.set('steps', '500');
    form.set('epochs', '4');
    expect(form.view.config).toMatchObject({ epochs: 4, steps: 0 });
    form.reset('epochs');
    expect(form.changes).toBe(0);
  });

  it('counts changes without the name, and keeps the name when all is reset', () => {
    const form = new RunForm();
    form.set('name', 'Closet');
    form.set('batch', '64');
    expect(form.changes).toBe(1);
    form.resetAll();
    expect(form.changes).toBe(0);
    expect(form.view.input).toEqual({ ...choice, name: 'Closet' });
  });
});

describe('a new run of own networks', () => {
  const load = (): void => {
    datasets.list = DATASETS;
    userPresets.list = USER_PRESETS;
  };

  it('starts a preset by its id, with what was changed since', () => {
    load();
    const form = new RunForm();
    form.preset = 'own-abc123';
    expect(form.view.config).toMatchObject({ preset: 'fashion-gan-torch', batch: 64 });
    expect(form.changes).toBe(0);
    form.set('epochs', '3');
    expect(form.request).toEqual({ config: { ...choice, preset: 'own-abc123', epochs: 3 } });
    expect(nodesOf(form.built.pair!.discriminator)[0]).toMatchObject({ type: 'conv2d', filters: 16 });
  });

  it('edits the networks as the settings have them, and takes them as they are from then on', () => {
    load();
    const form = new RunForm();
    form.set('network.width', '0.5');
    const editing = form.edit()!;
    expect(nodesOf(editing.current.generator)[0]).toMatchObject({ units: 64 });
    expect(form.request).toEqual({ config: { ...choice, 'network.width': 0.5 } });
    editing.change({
      ...editing.current,
      generator: replaced(editing.current.generator, 0, { type: 'dense', units: 33, useBias: true }),
    });
    expect(form.edited).toBe(true);
    expect(nodesOf(form.built.pair!.generator)[0]).toMatchObject({ units: 33 });
    expect(form.request.config).toEqual(choice);
    expect(form.request.networks?.generator).toMatchObject({ 0: { units: 33 } });
    expect(form.idle('network.width')).toMatch(/your own/);
    expect(form.changes).toBe(0);
    form.preset = 'keras-gan';
    expect(form.edited).toBe(false);
    form.preset = 'fashion-gan-torch';
    expect(form.edit()).toBe(editing);
    editing.undo();
    expect(form.request).toEqual({ config: { ...choice, 'network.width': 0.5 } });
  });

  it('says what is wrong with them and does not start', () => {
    load();
    const form = new RunForm();
    const editing = form.edit()!;
    editing.change({ ...editing.current, discriminator: [] });
    expect(form.built).toEqual({ pair: null, misfit: 'The discriminator: There is no layer. Add one.' });
    expect(form.ready).toBe(false);
    expect(form.draft('x')).toBeNull();
  });

  it('saves networks and settings, and goes on with what was saved', () => {
    load();
    const form = new RunForm();
    form.set('batch', '32');
    form.set('name', 'Closet');
    form.set('network.width', '0.5');
    const draft = form.draft('Half as wide')!;
    expect(draft).toMatchObject({ name: 'Half as wide', base: 'fashion-gan-torch', settings: { batch: 32 } });
    expect(nodesOf(draft.networks.generator)[0]).toMatchObject({ units: 64 });
    expect(readPresetFile(presetFileText(draft))).toEqual(draft);
    const saved = { ...draft, id: 'own-half00' };
    userPresets.list = [...USER_PRESETS, saved];
    form.adopt(saved);
    expect(form.request).toEqual({ config: { ...choice, preset: 'own-half00', name: 'Closet' } });
    expect(form.changes).toBe(0);
    expect(form.view.config.batch).toBe(32);
    form.leave(saved);
    expect(form.preset).toBe('fashion-gan-torch');
  });
});
