import { expect, it } from 'vitest';
import { copiesAmong, FIRST } from '@shared/import/copies.ts';
import { atOnce } from '@shared/sliced.ts';
import { facts } from './pictures.ts';

it('of each file the first stays, and its copies name it', () => {
  const [a, b] = [facts(), facts()];
  expect([...atOnce(copiesAmong([a, b, a, a, b], () => false))]).toEqual([FIRST, FIRST, 0, 0, 1]);
  expect([...atOnce(copiesAmong([a, b, a, a, b], (at) => at === 0))]).toEqual([FIRST, FIRST, FIRST, 2, 1]);
});
