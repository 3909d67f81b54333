import { expect, it } from 'vitest';
import { remediesFor } from '@shared/divergence.ts';
import { BranchForm } from '../../../../renderer/src/run/branch/branch-form.svelte.ts';
import { detailOf } from '../../fixtures/library.ts';

it('what may help is taken into the settings of the new run, and given back to its parent’s', () => {
  const { record } = detailOf('rate-times-ten')!;
  const form = new BranchForm(record);
  const [slower, penalty] = remediesFor(
    { player: 'discriminator', quantity: 'loss', step: 1990 },
    record.config,
    record.stepsPerEpoch,
  );
  form.take(slower!.changes);
  form.take(penalty!.changes);
  expect(form.view.valid).toBe(true);
  expect(form.request(1876)).toMatchObject({
    step: 1876,
    config: { 'optimizer.discriminator.learningRate': 0.0001, 'penalty.kind': 'r1', 'penalty.weight': 10 },
  });
  const rate = form.view.fields.find(({ field }) => field.key === 'optimizer.discriminator.learningRate')!;
  expect(rate).toMatchObject({ changed: true, recipeText: '0.0002', origin: 'parent' });
  form.reset('optimizer.discriminator.learningRate');
  expect(form.view.config['optimizer.discriminator.learningRate']).toBe(0.0002);
});
