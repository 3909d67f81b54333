import { describe, expect, it } from 'vitest';
import type { RunRecord } from '@shared/run.ts';
import { exportChoices, exportParts, firstChoice } from '../../../renderer/src/export/choices.ts';
import { commandFor, type Stroke } from '../../../renderer/src/run/keys.ts';
import { momentsOf, tickStrides } from '../../../renderer/src/samples/moments.ts';
import { notice } from '../../../renderer/src/run/stage/notice.ts';
import { circumstances, settingGroups } from '../../../renderer/src/run/tabs/settings.ts';
import { factsOf } from '../../../renderer/src/run/title/facts.ts';
import { clock, stepTime } from '../../../renderer/src/lib/words.ts';
import { detailFrom, summaryOf } from '../fixtures/library.ts';
import { RECIPE_RUNS } from '../fixtures/recipes.ts';
import { detailOf, recordOf } from '../run/fake-run.ts';

describe('words', () => {
  it('writes step times with the digits that matter', () => {
    expect([0.0091, 0.0999, 0.64, 2.31].map(stepTime)).toEqual(['9.1 ms', '100 ms', '640 ms', '2.3 s']);
  });

  it('names the day only when it is not today', () => {
    const now = new Date(2026, 2, 3, 14, 0);
    expect(clock(new Date(2026, 2, 3, 14, 27), now)).toBe('14:27');
    expect(clock(new Date(2026, 2, 4, 1, 5), now)).toBe('Wed 01:05');
    expect(clock(new Date(2026, 2, 20, 1, 5), now)).toBe('20 Mar 01:05');
  });
});

describe('moments', () => {
  it('counts steps where samples follow steps', () => {
    const record = recordOf({ 'samples.everySteps': 400 }, { stepsPerEpoch: 469 });
    const samples = [
      { file: 'step-00001200.png', average: null, step: 1200, epoch: 2.56 },
      { file: 'epoch-0000.png', average: null, step: 0, epoch: 0 },
    ];
    expect(momentsOf(samples, record).map((moment) => [moment.label, moment.at])).toEqual([
      ['Step 0', 0],
      ['Step 1,200', 1200],
    ]);
  });

  it('leaves room between ticks', () => {
    expect(tickStrides(37, 400)).toEqual({ tick: 1, tall: 5 });
    for (const [count, width] of [
      [200, 430],
      [5000, 430],
      [3, 0],
    ] as const) {
      const { tick } = tickStrides(count, width);
      expect(Math.ceil(count / tick)).toBeLessThanOrEqual(Math.max(1, width / 5));
    }
  });
});

describe('factsOf', () => {
  const now = new Date(2026, 2, 3, 14, 0);
  it('tells a training run by where it is, when it is ready and how quick it is', () => {
    const facts = factsOf(detailOf('training', 30), { secondsPerStep: 0.9, imagesPerSecond: 142.2 }, 27, now);
    expect(facts).toEqual([
      { value: 'Epoch 3 of 10', note: 'step 30' },
      { value: '1 min left', note: 'ready at 14:01' },
      { value: '142 images/s', note: '900 ms a step' },
    ]);
  });

  it('makes nothing up before it was measured', () => {
    expect(factsOf(detailOf('training', 0), null, null, now)).toHaveLength(1);
    expect(factsOf(detailOf('waiting', 0), null, null, now)).toEqual([{ value: '10 epochs', note: 'to train' }]);
  });

  it('tells how long a run took once it stands still', () => {
    expect(factsOf(detailOf('finished', 100), null, 63, now).at(-1)).toEqual({ value: '1 min', note: 'of training' });
  });
});

describe('settingGroups', () => {
  it('marks what differs from the recipe, and nothing else', () => {
    const rows = settingGroups(recordOf({ batch: 64, seed: 7 })).flatMap((group) => group.rows);
    const changed = rows.filter((row) => row.recipe !== null).map((row) => [row.field.key, row.value, row.recipe]);
    expect(changed).toEqual([
      ['epochs', '10 epochs', '200 epochs'],
      ['batch', '64 images', '128 images'],
    ]);
    expect(rows.find((row) => row.field.key === 'preset')?.value).toBe('Fashion GAN');
  });

  it('says which settings have no effect, and why', () => {
    const rows = (settings: Parameters<typeof recordOf>[0]): (string | null | undefined)[] => {
      const all = settingGroups(recordOf(settings)).flatMap((group) => group.rows);
      return ['penalty.weight', 'batch'].map((key) => all.find((row) => row.field.key === key)?.idle);
    };
    expect(rows({})).toEqual(['There is no gradient penalty.', null]);
    expect(rows({ 'penalty.kind': 'r1' })).toEqual([null, null]);
  });

  it('counts what changed in each group', () => {
    const groups = settingGroups(recordOf({ batch: 64, 'penalty.kind': 'r1' }));
    expect(groups.filter(({ changed }) => changed > 0).map(({ title, changed }) => [title, changed])).toEqual([
      ['Length', 2],
      ['Regularisation of D', 1],
    ]);
  });

  it('shows a run whose recipe this version does not know', () => {
    const record = recordOf();
    const unknown = { ...record, config: { ...record.config, preset: 'of-the-future' } };
    const rows = settingGroups(unknown).flatMap((group) => group.rows);
    expect(rows.find((row) => row.field.key === 'preset')?.value).toBe('of-the-future');
    expect(rows.every((row) => row.recipe === null)).toBe(true);
    expect(circumstances(unknown).map((fact) => fact.label)).toContain('Trained on');
  });

  it('shows the way its steps run, where its record says', () => {
    const ways = (way: RunRecord['way']): (string | undefined)[] =>
      circumstances({ ...recordOf(), way }).flatMap(({ label, value }) => (label === 'Step' ? [value] : []));
    expect(ways({ execution: 'graph', threads: 2 })).toEqual(['compiled graph, 2 threads']);
    expect(ways({ execution: 'eager', threads: null })).toEqual(['eager']);
    expect(ways(undefined)).toEqual([]);
    const asked = (way: RunRecord['way']): (string | undefined)[] =>
      settingGroups({ ...recordOf(), way })
        .flatMap((group) => group.rows)
        .flatMap(({ field, value }) => (['device', 'execution'].includes(field.key) ? [value] : []));
    expect(asked({ execution: 'graph', threads: 2 })).toEqual(['Automatic: CPU', 'Automatic: Compiled graph']);
    expect(asked(undefined)).toEqual(['Automatic', 'Automatic']);
  });
});

describe('notice', () => {
  const moment = momentsOf(detailOf('training', 10).samples, recordOf());
  const training = detailOf('training', 10);
  it('says that the first grid is the untrained generator’s', () => {
    expect(notice(training, moment[0] ?? null, 1, false)).toMatch(/untrained.*has just begun/);
    expect(notice(detailOf('training', 0), moment[0] ?? null, 1, false)).toMatch(/first step is being prepared/);
    expect(notice(training, moment[1] ?? null, 2, false)).toBeNull();
  });

  it('says why there are no pictures', () => {
    const waiting = detailOf('waiting', 0);
    expect(notice(waiting, null, 0, false)).toMatch(/waits in the queue/);
    expect(notice({ ...waiting, starting: true }, null, 0, false)).toMatch(/engine starts/);
    expect(notice(training, moment[1] ?? null, 2, true)).toMatch(/cannot be read/);
  });
});

describe('commandFor', () => {
  const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    target: null,
    ...more,
  });
  const pictures = { withPictures: true, withCharts: false };
  const neither = { withPictures: false, withCharts: false };

  it('moves through epochs and samples where there are pictures', () => {
    expect(commandFor(stroke('ArrowRight'), pictures)).toEqual({ do: 'move', by: 1 });
    expect(commandFor(stroke('ArrowLeft', { shiftKey: true }), pictures)).toEqual({ do: 'move', by: -10 });
    expect(commandFor(stroke('j'), pictures)).toEqual({ do: 'sample', by: 1 });
    expect(commandFor(stroke(' '), pictures)).toEqual({ do: 'play' });
    expect(commandFor(stroke('ArrowRight'), neither)).toBeNull();
  });

  it('zooms the charts where there are some', () => {
    const charts = { withPictures: true, withCharts: true };
    expect(['+', '=', '-', '0'].map((key) => commandFor(stroke(key), charts))).toEqual([
      { do: 'zoom', by: 0.5 },
      { do: 'zoom', by: 0.5 },
      { do: 'zoom', by: 2 },
      { do: 'whole-run' },
    ]);
    expect(commandFor(stroke('+'), pictures)).toBeNull();
  });

  it('opens tabs and the export everywhere, and leaves other shortcuts alone', () => {
    expect(commandFor(stroke('2', { ctrlKey: true }), neither)).toEqual({ do: 'tab', tab: 'gallery' });
    expect(commandFor(stroke('e', { metaKey: true }), pictures)).toEqual({ do: 'export' });
    for (const key of ['9', '0', 'n', 'c']) expect(commandFor(stroke(key, { ctrlKey: true }), pictures)).toBeNull();
  });
});

describe('export', () => {
  const record = recordOf();
  const choices = exportChoices(
    [
      { step: 10, epoch: 1, bytes: 1, pinned: false, distance: null, value: null, score: null, pending: false },
      { step: 25, epoch: 2.5, bytes: 1, pinned: false, distance: null, value: null, score: null, pending: false },
      { step: 20, epoch: 2, bytes: 1, pinned: false, distance: null, value: null, score: null, pending: false },
    ],
    record,
  );

  it('offers every checkpoint, the newest first', () => {
    expect(choices.map((choice) => choice.label)).toEqual(['Step 25, the newest', 'Epoch 2', 'Epoch 1']);
  });

  it('offers the best first, where the run tells it, and says by what', () => {
    const ranked = [10, 20, 30].map((step) => ({
      ...{ step, epoch: step / 10, bytes: 1, pinned: false, distance: null, pending: false },
      ...{ value: Math.abs(step - 20), score: Math.abs(step - 20) },
    }));
    const config = { ...record.config, 'evaluations.every': 1, 'checkpoint.bestBy': 'fdLite0' } as const;
    const offered = exportChoices(ranked, { ...record, config });
    expect(offered.map(({ label }) => label)).toEqual([
      '★ Epoch 2, the best by FD, Lite0',
      'Epoch 3, the newest',
      'Epoch 1',
    ]);
    expect(firstChoice(offered, null)).toBe(20);
    expect(exportChoices(ranked, { ...record, config: { ...config, 'evaluations.every': 0 } })[0]?.label).toBe(
      '★ Epoch 2, the best',
    );
  });

  it('begins with the epoch looked at, else with the newest', () => {
    expect([firstChoice(choices, 10), firstChoice(choices, 15), firstChoice(choices, null)]).toEqual([10, 25, 25]);
  });

  it('knows the size of the weights beforehand', () => {
    // 1,513,616 parameters of the generator, four bytes each.
    expect(exportParts(record).find((part) => part.file === 'weights.bin')?.what).toContain('6.1 MB');
  });

  it('names the form that the network is written in, and every file of it', () => {
    const styled = detailFrom(RECIPE_RUNS.styles, summaryOf(RECIPE_RUNS.styles))!.record;
    const told = [record, styled].map((one) =>
      exportParts(one).map(({ file, what }) => (file === 'model.json' ? what.split(' ').at(-1) : file)),
    );
    expect(told).toEqual([
      ['LayersModel', 'weights.bin', 'README.md', 'index.html'],
      ['GraphModel', 'weights.bin', 'constants.bin', 'README.md', 'index.html'],
    ]);
  });
});
