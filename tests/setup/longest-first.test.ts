import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { TestSpecification, Vitest } from 'vitest/node';
import LongestFirst, { LONGEST } from '../../build/checks/longest-first.mjs';

const PROJECT = resolve(import.meta.dirname, '../..');

test('the files that take longest are there, and begin before all others', async () => {
  expect(LONGEST.filter((name) => !existsSync(join(PROJECT, name)))).toEqual([]);
  const known = { getFileTestResults: () => undefined, getFileStats: () => undefined };
  const sequencer = new LongestFirst({ config: { root: PROJECT }, cache: known } as unknown as Vitest);
  const project = { name: '', config: { sequence: { groupOrder: 0 }, isolate: true } };
  const others = ['tests/a.test.ts', 'tests/b.test.ts'];
  const files = [others[0]!, ...LONGEST.toReversed(), others[1]!].map(
    (name) => ({ moduleId: join(PROJECT, name), project }) as unknown as TestSpecification,
  );
  const sorted = (await sequencer.sort(files)).map(({ moduleId }) => moduleId.slice(PROJECT.length + 1));
  expect(sorted).toEqual([...LONGEST, ...others]);
});
