import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnose } from '@shared/diagnosis/diagnose.ts';
import { METRIC_NAMES, type MetricRow } from '@shared/run.ts';
import { Library } from '../../electron/store/index.ts';
import { recorded, type RecordedRun } from '../shared/diagnosis/fixtures/recorded.ts';
import { forgerOn } from './support/forger.ts';

let home: string;
let library: Library;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-cli-diagnose-'));
  library = await Library.open(join(home, 'library'));
});
afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

const forger = (...words: string[]): ReturnType<typeof forgerOn> => forgerOn(library.dir, words);

/** A recorded run in the library, with its first rows and its newest grid. */
async function keep({ name, record, upTo, steps, picture }: RecordedRun, most = steps): Promise<string> {
  const { id } = await library.createRun({ ...record, name });
  const view = upTo(most);
  const rows = Array.from(view.columns.step, (step, at) => ({
    ...Object.fromEntries(METRIC_NAMES.map((metric) => [metric, view.columns[metric][at] ?? Number.NaN])),
    step,
  })) as MetricRow[];
  const writer = await library.openWriter(id, 'cli');
  await writer.appendMetrics(rows);
  await writer.writeSamples('epoch-0001.png', await readFile(picture));
  await writer.setStatus({ state: 'stopped', step: most });
  await writer.close();
  return id;
}

describe('forger diagnose', () => {
  it.each(['fashion-gan', 'generator-rate-times-100'])('%s: says what the window says', async (name) => {
    const one = recorded(name);
    const id = await keep(one);
    const { code, out } = await forger('diagnose', name, '--json');
    const grids = [{ ...one.grid, step: one.record.stepsPerEpoch }];
    const findings = diagnose({ record: one.record, view: one.upTo(one.steps), grids, evaluations: [] });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ run: id, step: one.steps, findings });
    expect(findings?.length).toBeGreaterThan(0);
  });

  it('says it in words, with the numbers and the settings to change', async () => {
    await keep(recorded('generator-rate-times-100'));
    const { out } = await forger('diagnose', 'latest');
    expect(out).toMatch(/^Problem: Most samples are one picture\n/);
    expect(out).toMatch(/^ {2}alike 0\.\d+$/m);
    expect(out).toMatch(/--set optimizer\.generator\.learningRate=0\.0002\)$/m);
  });

  it('does not judge a run that has hardly begun', async () => {
    await keep(recorded('fashion-gan'), 100);
    const { code, err } = await forger('diagnose', 'latest');
    expect(code).toBe(1);
    expect(err).toMatch(/too early to tell: this run logged \d+ steps/);
  });

  it('says that the numbers broke, of however few steps', async () => {
    const id = await keep(recorded('unbounded-critic'), 100);
    const writer = await library.openWriter(id, 'cli');
    await writer.setStatus({
      state: 'diverged',
      divergence: { player: 'discriminator', quantity: 'loss', step: 101 },
    });
    await writer.close();
    const { code, out } = await forger('diagnose', id);
    expect(code).toBe(0);
    expect(out).toMatch(/^Problem: The numbers broke\n {2}Since step 101/);
  });
});
