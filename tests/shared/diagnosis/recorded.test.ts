import { describe, expect, it } from 'vitest';
import { LONG_STEPS } from '@shared/diagnosis/thresholds.ts';
import { RECORDED, recorded } from './fixtures/recorded.ts';
import { atEnd, saidOf } from './said.ts';

/** What checkpoints were measured by, data sets and samples say of recorded runs. */
describe('recorded runs', () => {
  const NOWHERE = [
    'coloured-dcgan-generator-rate-times-100',
    'gans-mlp-generator-rate-times-100',
    'gans-mlp-generator-rate-times-20',
  ];
  it.each(NOWHERE)('%s: a G that draws nothing is blamed itself, once the run is no start any more', (name) => {
    const [first, ...rest] = atEnd(name);
    expect(first).toMatchObject({ id: 'nowhere', severity: 'problem', from: 'start' });
    expect(first?.advice[0]?.changes).toEqual({ 'optimizer.generator.learningRate': 0.0002 });
    expect(rest.map(({ severity }) => severity)).not.toContain('advice');
    expect(saidOf(recorded(name), LONG_STEPS - 100).map(({ id }) => id)).not.toContain('nowhere');
  });

  const FEW = RECORDED.filter(({ name }) => /-images$/.test(name)).map(({ name }) => name);
  it.each(FEW)('%s: few images are said from the first on, and what augments them', (name) => {
    const few = saidOf(recorded(name), 300).find(({ id }) => id === 'few-images');
    expect(few?.numbers).toEqual({ images: recorded(name).record.dataset.count });
    expect(few?.advice[0]?.title).toMatch(/DiffAugment/);
  });

  const KNOWN = ['keras-gan-250-images', 'fashion-gan-250-images', 'coloured-keras-gan-250-images'];
  it.each(KNOWN)('%s: a D that learns its 200 images by heart is told by the 50 held out, not at once', (name) => {
    const run = recorded(name);
    const found = atEnd(name).find(({ id }) => id === 'discriminator-by-heart');
    expect(found).toMatchObject({ severity: 'advice', chart: 'byHeart' });
    expect(found?.advice[0]?.title).toMatch(/DiffAugment/);
    const at = (found?.since ?? 0) + run.record.config['checkpoint.everySteps'];
    expect(saidOf(run, at).map(({ id }) => id)).toContain('discriminator-by-heart');
    expect(saidOf(run, at - 1).map(({ id }) => id)).not.toContain('discriminator-by-heart');
  });

  const COPIED = ['keras-gan-60-images', 'fashion-gan-60-images', 'keras-gan-average-60-images'];
  it.each(COPIED)(
    '%s: a G that learns its few images by heart is said to copy them, and not from the start',
    (name) => {
      const run = recorded(name);
      const found = atEnd(name).find(({ id }) => id === 'copies');
      expect(found).toMatchObject({ severity: 'advice', chart: 'copies' });
      expect(found?.since).toBeGreaterThanOrEqual(run.steps / 3);
      expect(saidOf(run, run.steps / 3).map(({ id }) => id)).not.toContain('copies');
    },
  );

  it('no other recorded run is said to copy', () => {
    const copying = RECORDED.filter(({ name }) => atEnd(name).some(({ id }) => id === 'copies'));
    expect(copying.map(({ name }) => name).sort()).toEqual([...COPIED].sort());
  });

  it.each([
    'coloured-fashion-gan-200-images',
    'keras-gan-eight-generator-updates',
    'keras-gan-generator-rate-times-20',
    'keras-gan-generator-rate-times-20-stopping',
  ])('%s: a generator past its best is said so when it has been for as long as it took to get there', (name) => {
    const run = recorded(name);
    const late = atEnd(name).find(({ id }) => id === 'past-best');
    expect(late?.step).toBeGreaterThan(0);
    expect(2 * (late?.step ?? Infinity)).toBeLessThanOrEqual(run.steps);
    expect(saidOf(run, 2 * (late?.step ?? 0) - 100).map(({ id }) => id)).not.toContain('past-best');
  });

  const SWINGING = [
    'fashion-gan-momentum',
    'coloured-fashion-gan-momentum',
    'coloured-fashion-gan-discriminator-momentum',
  ];
  it.each(SWINGING)('%s: players that chase each other are said to, and that momentum is why', (name) => {
    const found = atEnd(name).find(({ id }) => id === 'back-and-forth');
    expect(found).toMatchObject({ severity: 'advice', chart: 'accuracy' });
    expect(found?.advice.map(({ title }) => title)).toContain('Momentum (β1) of both: 0.5');
    expect(saidOf(recorded(name), 300).map(({ id }) => id)).not.toContain('back-and-forth');
  });

  const PAPER = ['keras-gan-marks', 'fashion-gan-marks', 'fashion-gan-tf-marks', 'wang-dcgan-marks'];
  it.each(PAPER)('%s: small things on white or on black end as white paper, grain on it or not', (name) => {
    expect(atEnd(name).find(({ id }) => id === 'white-paper')).toMatchObject({ severity: 'note', chart: 'samples' });
  });

  const UNVARIED = [
    'fashion-gan-ten-generator-updates',
    'keras-gan-eight-generator-updates',
    'two-unit-discriminator-again',
    'dense-critic-without-clipping',
    'coloured-fashion-gan-discriminator-momentum',
  ];
  it.each(UNVARIED)('%s: few kinds are seen in the samples, however much these differ', (name) => {
    const found = atEnd(name).find(({ id }) => id === 'few-kinds');
    expect(found).toMatchObject({ severity: 'advice', chart: 'samples' });
    expect(found?.numbers['alike']).toBeGreaterThan(0.25);
  });

  it.each([
    ['few-kinds', UNVARIED],
    ['back-and-forth', SWINGING],
    ['white-paper', PAPER],
    // Dense networks on 200 coloured images draw noise.
    ['nowhere', [...NOWHERE, 'coloured-keras-gan-250-images']],
    ['discriminator-by-heart', KNOWN],
  ])('%s is said of no other recorded run', (wanted, those) => {
    const said = RECORDED.filter(({ name }) => atEnd(name).some(({ id }) => id === wanted));
    expect(said.map(({ name }) => name).sort()).toEqual([...those].sort());
  });

  it('grain and checkerboards are named where they are, as notes', () => {
    const [grainy, patterned] = ['grain', 'checkerboard'].map((wanted) =>
      RECORDED.filter(({ name }) => atEnd(name).some(({ id }) => id === wanted)).map(({ name }) => name),
    );
    expect(grainy).toEqual(expect.arrayContaining(['fashion-gan-60-images', 'fashion-gan-tf', 'minimax']));
    expect(patterned).toEqual(expect.arrayContaining(['coloured-dcgan-60-images', 'coloured-dcgan']));
    // Dense networks have no strides.
    for (const name of patterned ?? []) expect(name).not.toMatch(/fashion-gan|keras-gan|minimax|mlp/);
  });
});
