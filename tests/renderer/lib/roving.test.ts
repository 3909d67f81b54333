import { describe, expect, it } from 'vitest';
import { stepTo, TypeAhead } from '../../../renderer/src/lib/roving.ts';

describe('a list that is one tab stop', () => {
  it('is walked with the arrows: menus go round, lists stop', () => {
    expect([stepTo('ArrowDown', 2, 3, true), stepTo('ArrowUp', 0, 3, true)]).toEqual([0, 2]);
    expect([stepTo('ArrowDown', 2, 3, false), stepTo('ArrowUp', 0, 3, false)]).toEqual([2, 0]);
    expect([stepTo('Home', 2, 3, false), stepTo('End', 0, 3, true), stepTo('ArrowDown', -1, 3, true)]).toEqual([
      0, 2, 0,
    ]);
    expect([stepTo('a', 0, 3, true), stepTo('ArrowDown', 0, 0, true)]).toEqual([null, null]);
  });

  it('finds an entry by its first letters, and goes on to the next with the same letter', () => {
    const labels = ['Export generator…', 'Rename', 'Save as a file…', 'Show folder', 'Move to trash…'];
    const typing = new TypeAhead();
    expect(typing.find('s', labels, 0, 0)).toBe(2);
    expect(typing.find('h', labels, 2, 100)).toBe(3);
    expect(typing.find('s', labels, 3, 5000)).toBe(2);
    expect(typing.find('s', labels, 2, 5100)).toBe(3);
    expect([
      typing.find('z', labels, 0, 9000),
      typing.find('Enter', labels, 0, 9100),
      typing.find(' ', labels, 0, 9200),
    ]).toEqual([null, null, null]);
  });
});
