import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headline, recommend, type Recommendation } from '@shared/recommend/index.ts';
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

it('knows no other images', async () => {
  const { code, out, err } = await forger('recommend', 'nope');
  expect([code > 0, out]).toEqual([true, '']);
  expect(err).toMatch(/^forger: There is no data set called "nope"\.[^\n]*\n$/);
});
