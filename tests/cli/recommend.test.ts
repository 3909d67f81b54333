import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headline, recommend, type Recommendation } from '@shared/recommend/index.ts';
import type { RunRecord } from '@shared/run.ts';
import type { TrainingResult } from '../../electron/cli/training.ts';
import { BUNDLED } from '../../electron/data/index.ts';
import { forgerOn } from './support/forger.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-cli-recommend-'));
});
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

const forger = (...words: string[]): ReturnType<typeof forgerOn> => forgerOn(home, words);

it.each(BUNDLED.map(({ record }) => record))(
  'says what to train on $name, in words and as JSON, with the command',
  async (record) => {
    const json = await forger('recommend', record.id, '--json');
    expect(json).toMatchObject({ code: 0, err: '' });
    const said = JSON.parse(json.out) as Recommendation;
    const { secondsPerStep } = said.expectation;
    // A machine on which such steps were tried before knows how long they take.
    if (secondsPerStep === null) expect(said).toEqual(recommend(record, null));
    const { code, out } = await forger('recommend', record.name);
    expect(code).toBe(0);
    for (const line of [headline(said), said.expectation.words[0]!, said.command]) expect(out).toContain(line);
    for (const { what, why } of said.reasons) expect(out).toContain(`  ${what}: ${why}\n`);
  },
);

describe('a recipe with today’s advice', () => {
  const TINY = ['--dataset', 'fashion-mnist', '--steps', '1', '--batch', '4', '--set', 'network.width=0.05'];

  it('trains with it wherever nothing is asked for, and says in JSON what it is', async () => {
    const { code, out, err } = await forger('train', '--preset', 'notmnist-dcgan', '--advice', '--json', ...TINY);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { path, advice } = JSON.parse(out) as TrainingResult;
    expect(advice?.map(({ settings }) => settings)).toEqual([{ 'ema.halfLife': 1000, 'ema.warmup': 'seen' }]);
    const { config } = JSON.parse(await readFile(join(path, 'run.json'), 'utf8')) as RunRecord;
    expect(config).toMatchObject({ 'ema.halfLife': 1000, batch: 4, 'network.width': 0.05 });
  });

  it('says each difference with its reason, or that there is none', async () => {
    const told = await forger('train', '--preset', 'gans-mlp', '--advice', ...TINY);
    expect(told.out).toMatch(/^With today’s advice:\n {2}an EMA with a half-life of 1,000 images: [^\n]+\(.+ \d{4}\)/m);
    const none = await forger('train', '--preset', 'gans-mlp', '--advice', '--set', 'ema.decay=0.9', ...TINY);
    expect(none.out).toContain('Nothing is advised otherwise for these images.\n');
    expect([told.code, none.code]).toEqual([0, 0]);
  });

  it('says why where there can be none', async () => {
    const of = async (...words: string[]): Promise<string> => (await forger('train', '--advice', ...words)).err;
    expect(await of('--from', 'x')).toBe(
      'forger: A run from a checkpoint has the settings of its parent: leave out --advice.\n',
    );
    expect(await of('--preset', 'gans-mlp', '--dataset', 'fashion-mnist', '--batch', '0')).toContain('from 1 to 4096');
    expect(await of('--preset', 'fastgan', '--dataset', 'fashion-mnist')).toMatch(/^forger: FastGAN [^\n]+\n$/);
    expect(await of('--dataset', 'fashion-mnist')).toContain('Say which recipe to train');
  });
});

it('knows no other images', async () => {
  const { code, out, err } = await forger('recommend', 'nope');
  expect([code > 0, out]).toEqual([true, '']);
  expect(err).toMatch(/^forger: There is no data set called "nope"\.[^\n]*\n$/);
});
