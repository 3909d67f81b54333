import { expect, it } from 'vitest';
import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { byHeart } from '@shared/diagnosis/by-heart.ts';
import type { Evidence, Finding } from '@shared/diagnosis/finding.ts';
import { recordOf } from '../../renderer/run/fake-run.ts';

/**
 * What was measured every 300 steps of runs on the first images of Fashion-MNIST, imported: `forger train --preset … --batch 25
 * --set checkpoint.everySteps=300`, `forger evaluate … --all --metric byHeart`; of the last, every 400 steps in batches of 128.
 */
const RECORDED = {
  'keras-gan, 250 images': [0.58, 0.7, 0.74, 0.72, 0.78, 0.81, 0.81, 0.78, 0.86, 0.8],
  'fashion-gan-torch, 250 images': [0.45, 0.58, 0.62, 0.62, 0.72, 0.66, 0.77, 0.69, 0.68, 0.71],
  'keras-gan, 1,900 images': [0.47, 0.45, 0.48, 0.49, 0.47, 0.51, 0.5, 0.5, 0.51, 0.55],
  'fashion-gan-torch, 59,000 images': [0.52, 0.52, 0.49, 0.52, 0.52],
};

/** @param values null where no images are held out */
function said(values: readonly (number | null)[], settings: Parameters<typeof recordOf>[0] = {}): Finding | null {
  const evaluations = values.map((value, at): CheckpointEvaluation => ({
    ...{ id: 'checkpoint', step: (at + 1) * 300, epoch: at + 1, average: false, samples: 500, seconds: 1 },
    values: { kid: 1, byHeart: value },
  }));
  return byHeart({ record: recordOf(settings), evaluations } as unknown as Evidence);
}

it('is told of runs on few images, and since when, and of no other', () => {
  expect(said(RECORDED['keras-gan, 250 images'])).toMatchObject({
    ...{ id: 'discriminator-by-heart', severity: 'advice', chart: 'byHeart', since: 600 },
    numbers: { byHeart: 0.8 },
    text: expect.stringMatching(/^In 80 % of all pairs/),
  });
  expect(said(RECORDED['fashion-gan-torch, 250 images'])?.since).toBe(1500);
  expect(said(RECORDED['keras-gan, 1,900 images'])).toBeNull();
  expect(said(RECORDED['fashion-gan-torch, 59,000 images'])).toBeNull();
});

it('takes two evaluations that agree, and held-out images', () => {
  const [first, second] = RECORDED['keras-gan, 250 images'];
  expect(said([first!, second!])).toBeNull();
  expect(said([null, null])).toBeNull();
  expect(said([])).toBeNull();
});

it('advises augmentation first, where there is none', () => {
  const heart = RECORDED['keras-gan, 250 images'];
  const changed = (settings = {}): string[] =>
    said(heart, settings)?.advice.flatMap(({ changes }) => Object.keys(changes)) ?? [];
  expect(changed()[0]).toBe('augment.color');
  expect(changed({ 'augment.color': 'on' })[0]).toBe('optimizer.discriminator.learningRate');
});
