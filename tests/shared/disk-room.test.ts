import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveConfig, stepsPerEpoch, totalSteps } from '@shared/config/resolve.ts';
import { FURTHEST_APART } from '@shared/config/sections/output.ts';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { diskRoom, neededBytes, RESERVE_BYTES, roomWords, withSpacedCheckpoints } from '@shared/disk-room.ts';
import { findPreset, networksOf } from '@shared/presets/index.ts';
import { estimateRunSize, type PlannedRun } from '@shared/run-size.ts';

const GIGA = 1e9;

/** A run on so many images of 28 × 28. */
function plan(preset: string, images: number, settings: Partial<RunConfigInput> = {}): PlannedRun {
  const config = resolveConfig({ preset, dataset: 'pictures', ...settings });
  const image = { height: 28, width: 28, channels: 1 as const };
  const networks = networksOf(findPreset(preset)!, config, { image, classes: 0 });
  return { config, networks, stepsPerEpoch: stepsPerEpoch(config, images), totalSteps: totalSteps(config, images) };
}

const everySteps = (run: PlannedRun): number => run.config['checkpoint.everySteps'];

describe('checkpoints that nobody asked for', () => {
  it('are as the recipe has them where the run takes less than a tenth of what is free', () => {
    const run = plan('fashion-gan-torch', 60_000, { epochs: 10 });
    expect(withSpacedCheckpoints(run, 20 * estimateRunSize(run).total)).toBe(run);
  });

  it('of few pictures and many epochs are spaced by whole epochs, no further apart than they have to be', () => {
    const run = plan('gans-mlp', 293, { epochs: 200 });
    expect([run.stepsPerEpoch, run.totalSteps]).toEqual([3, 600]);
    const spaced = withSpacedCheckpoints(run, 5 * GIGA);
    expect(estimateRunSize(run).total).toBeGreaterThan(0.5 * GIGA);
    expect(estimateRunSize(spaced).total).toBeLessThanOrEqual(0.5 * GIGA);
    expect(everySteps(spaced) % run.stepsPerEpoch).toBe(0);
    const nearer = {
      ...run,
      config: { ...run.config, 'checkpoint.everySteps': everySteps(spaced) - run.stepsPerEpoch },
    };
    expect(estimateRunSize(nearer).total).toBeGreaterThan(0.5 * GIGA);
  });

  it('are not spaced for what pictures and measurements take', () => {
    const run = plan('fashion-gan-torch', 60_000, { epochs: 20_000, 'checkpoint.keep': 'newest' });
    const { checkpoints, total } = estimateRunSize(run);
    expect(total).toBeGreaterThan(GIGA);
    expect(withSpacedCheckpoints(run, 11 * checkpoints)).toBe(run);
  });

  it('are at most as far apart as the setting allows, however long the run is', () => {
    const run = plan('dcgan-64', 60_000, { epochs: 100_000 });
    expect(run.totalSteps).toBeGreaterThan(FURTHEST_APART);
    const spaced = withSpacedCheckpoints(run, GIGA / 100);
    expect(everySteps(spaced)).toBeLessThanOrEqual(FURTHEST_APART);
    expect(everySteps(spaced)).toBeGreaterThan(FURTHEST_APART - run.stepsPerEpoch);
  });

  it('keep at least the last one, on any disk, by any policy', () => {
    const settings = fc.record({
      epochs: fc.integer({ min: 1, max: 500 }),
      'checkpoint.keep': fc.constantFrom('all', 'every', 'newest', 'best'),
    });
    fc.assert(
      fc.property(settings, fc.integer({ min: 2, max: 100_000 }), fc.nat({ max: 2 ** 31 }), (asked, images, free) => {
        const run = plan('fashion-gan-torch', images, asked);
        const spaced = withSpacedCheckpoints(run, free);
        expect(everySteps(spaced)).toBeLessThan(run.totalSteps + run.stepsPerEpoch);
        if (spaced !== run) expect(estimateRunSize(spaced).total).toBeLessThan(estimateRunSize(run).total);
      }),
    );
  });
});

describe('the room that a run finds', () => {
  const run = plan('fashion-gan-torch', 60_000, { epochs: 20 });
  const { total } = estimateRunSize(run);

  it('counts the reserve, which other programs keep', () => {
    expect(diskRoom(run, total + RESERVE_BYTES)).toBe('enough');
    expect(diskRoom(run, total + RESERVE_BYTES - 1)).toBe('short');
    expect(diskRoom(run, neededBytes(run))).toBe('short');
    expect(diskRoom(run, neededBytes(run) - 1)).toBe('none');
  });

  it('is said in a sentence where it is too little', () => {
    expect(roomWords(run, 2 * total)).toBeNull();
    expect(roomWords(run, total)).toMatch(
      /^This run will take about [\d,]+ MB, and only [\d,]+ MB are free: it pauses/,
    );
    expect(roomWords(run, 70e6)).toMatch(
      /^Only 70 MB are free where the library lies, and the next checkpoint needs \d+ MB, 67 MB of it kept/,
    );
  });
});
