import { describe, expect, it } from 'vitest';
import type { DatasetRecord } from '@shared/dataset.ts';
import { familyOf } from '../../../../renderer/src/run/branch/family.ts';
import { checkpointLabel, nearestCheckpoint } from '../../../../renderer/src/run/branch/checkpoints.ts';
import { BranchForm } from '../../../../renderer/src/run/branch/branch-form.svelte.ts';
import { fittingImages } from '../../../../renderer/src/run/branch/fitting-images.ts';
import { mainItems } from '../../../../renderer/src/settings/settings.ts';
import { moreEpochs } from '../../../../renderer/src/run/branch/longer.ts';
import { detailOf, RUNS } from '../../fixtures/library.ts';

const detail = detailOf('first-duel')!;

describe('a run from a checkpoint', () => {
  it('begins with the settings of its parent, and tells only what was changed', () => {
    const form = new BranchForm(detail.record);
    expect(form.view.config).toEqual({ ...detail.record.config, name: '' });
    const { preset, dataset } = detail.record.config;
    expect(form.request(469)).toEqual({ id: 'first-duel', step: 469, config: { preset, dataset } });
    form.set('optimizer.generator.learningRate', '0.001');
    form.set('epochs', '3');
    expect(form.request(469).config).toEqual({ preset, dataset, 'optimizer.generator.learningRate': 0.001, epochs: 3 });
    form.reset('epochs');
    expect(form.request(469).config).not.toHaveProperty('epochs');
  });

  it('offers no setting that its networks were made by', () => {
    const keys = new BranchForm(detail.record).view.fields.map(({ field }) => field.key);
    expect(keys).not.toContain('latent.size');
    expect(keys).not.toContain('network.width');
    expect(keys).toContain('loss.kind');
  });

  it('goes on onto other images where asked to, and freezes nothing of new weights', () => {
    const form = new BranchForm(detail.record);
    form.dataset = 'others';
    form.set('transfer.frozen', '2');
    expect(form.request(469).config).toMatchObject({ dataset: 'others', 'transfer.frozen': 2 });
    expect(form.requestAnew().config).toMatchObject({ dataset: 'others', 'transfer.frozen': 0 });
  });

  it('says first what becomes of the checkpoint on other images, and nothing of it for new weights', () => {
    const form = new BranchForm(detail.record);
    const open = () => mainItems(form.view.fields).map(({ key }) => key);
    expect(open()[0]).toBe('name');
    form.dataset = 'others';
    expect(open().slice(0, 3)).toEqual(['transfer.frozen', 'transfer.optimizers', 'name']);
    // Its D has three dense layers.
    expect(form.view.fields.find(({ field }) => field.key === 'transfer.frozen')?.range).toBe('0 to 2');
    form.anew = true;
    expect(form.view.fields.filter(({ field }) => field.group === 'transfer')).toEqual([]);
  });

  it('offers images that its networks can make, but its own', () => {
    const { record } = detail;
    const { name, labels, ...facts } = record.dataset;
    const like = { ...facts, name, labels: labels ?? null } as DatasetRecord;
    const sets = [
      like,
      { ...like, id: 'same-size', hash: 'a' },
      { ...like, id: 'larger', hash: 'b', image: { ...like.image, height: 64 } },
      { ...like, id: 'colour', hash: 'c', image: { ...like.image, channels: 3 as const } },
      { ...like, id: 'no-labels', hash: 'd', labels: null },
      { ...like, id: 'pairs', hash: 'e', pairs: true as const },
    ].map((one) => ({ record: one }));
    const ids = (classes?: number) =>
      fittingImages({ ...record, networks: { ...record.networks, ...(classes && { classes }) } }, sets).map(
        ({ id }) => id,
      );
    expect(ids()).toEqual(['same-size', 'no-labels']);
    expect(ids(labels?.length)).toEqual(['same-size']);
  });

  it('takes the checkpoint nearest to what is looked at', () => {
    const entries = [100, 200, 300].map((step) => ({
      step,
      epoch: step / 100,
      bytes: 1,
      pinned: false,
      ...{ distance: null, value: null, score: null, pending: false },
    }));
    expect(nearestCheckpoint(entries, 190)?.step).toBe(200);
    expect(nearestCheckpoint(entries, null)?.step).toBe(300);
    expect(nearestCheckpoint([], 10)).toBeNull();
    expect(checkpointLabel({ step: 1200, epoch: 2.5 })).toBe('Step 1,200');
  });
});

describe('the family of a run', () => {
  it('names parent and children with the checkpoints where they part', () => {
    const child = { ...RUNS[0]!, id: 'child', name: 'Child', parent: { run: 'first-duel', step: 469 * 2 } };
    expect(familyOf(detail.record, [RUNS[0]!, child])).toEqual({
      parent: null,
      children: [{ id: 'child', name: 'Child', at: 'epoch 2' }],
    });
    const record = { id: 'child', parent: child.parent, stepsPerEpoch: 469 };
    expect(familyOf(record, RUNS).parent).toEqual({ id: 'first-duel', name: 'First duel', at: 'epoch 2' });
    expect(familyOf(record, []).parent).toMatchObject({ id: null, name: 'a run that is gone' });
  });
});

describe('training longer', () => {
  it.each([
    ['8', 8, 16],
    ['1', 2.5, 3],
    ['0', 8, null],
    ['1.5', 8, null],
    ['', 8, null],
    ['100000', 8, null],
  ])('%j more after %d epochs', (text, done, length) => expect(moreEpochs(text, done)).toBe(length));
});
