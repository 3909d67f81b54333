import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf, unheld, unheldPromises } from '../../build/checks/promises.mjs';

const isThere = (test: string): boolean => test === 'tests/store/lock.test.ts';

describe('what documents promise', () => {
  it('is held by a test that is there, everywhere', () => {
    expect(unheldPromises(resolve(import.meta.dirname, '../..'))).toEqual([]);
  });

  it.each([
    ['A lock never needs a person.', ['1: names no test: A lock never needs a person.']],
    ['A lock never needs a person (`tests/store/lock.test.ts`).', []],
    ['A lock never needs\na person ([`lock`](../tests/store/lock.test.ts)).', []],
    ['A lock is a file (`tests/store/gone.test.ts`).', ['1: tests/store/gone.test.ts is not there']],
    ['A lock is a file.', []],
    ['# Never\n\n```\nnever\n```\n', []],
    [
      '| what | must hold |\n|---|---|\n| a kill | never lost |\n| a cut | lost |',
      ['3: names no test: | a kill | never lost |'],
    ],
    ['- never\n- gone (`tests/store/lock.test.ts`)', ['1: names no test: - never']],
  ])('%j: %j', (text, findings) => {
    expect(unheld(text, isThere)).toEqual(findings);
  });

  it('is looked at paragraph by paragraph', () => {
    expect(blocksOf('one\ntwo\n\nthree\n- four\n  five\n')).toEqual([
      { line: 1, text: 'one\ntwo' },
      { line: 4, text: 'three' },
      { line: 5, text: '- four\n  five' },
    ]);
  });
});
