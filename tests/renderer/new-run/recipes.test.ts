import { PRESETS } from '@shared/presets/index.ts';
import { describe, expect, it } from 'vitest';
import { grouped, matchesRecipe, recipeEntries, suggestedRecipe } from '../../../renderer/src/new-run/recipes.ts';
import { USER_PRESETS } from '../fixtures/presets.ts';

const small = { image: { height: 28, width: 28, channels: 1 } as const, classes: 10 };
const entries = recipeEntries(PRESETS, USER_PRESETS, small);
const entry = (id: string, among = entries) => among.find((one) => one.id === id)!;

describe('the recipes to choose from', () => {
  it('are all published ones and the user’s, under headings in order', () => {
    expect(entries.map(({ id }) => id)).toEqual([...PRESETS.map(({ id }) => id), ...USER_PRESETS.map(({ id }) => id)]);
    const parts = grouped(entries);
    expect(parts.flatMap((part) => part.entries)).toHaveLength(entries.length);
    expect(parts.at(-1)).toMatchObject({ group: 'yours' });
    expect(parts.at(-1)?.entries).toHaveLength(USER_PRESETS.length);
    expect(grouped([])).toEqual([]);
  });

  it('have networks where they fit the images, and else a reason', () => {
    for (const { pair, misfit } of entries) expect((pair === null) !== (misfit === null)).toBe(true);
    const odd = recipeEntries(PRESETS, USER_PRESETS, { image: { height: 17, width: 40, channels: 3 }, classes: 0 });
    const misfits = odd.filter(({ misfit }) => misfit !== null);
    expect(misfits.length).toBeGreaterThan(5);
    for (const { misfit } of misfits) expect(misfit).toMatch(/^\S.{20,}\.$/);
    expect(entry('fashion-gan-torch', odd).misfit).toBeNull();
  });

  it('begin with a convolutional one for colour and from 32 pixels on, with one that fits always', () => {
    const suggested = (side: number, channels: 1 | 3): string | undefined =>
      suggestedRecipe({ image: { height: side, width: side, channels }, classes: 0 })?.family;
    expect(suggested(28, 1)).toBe('dense');
    for (const [side, channels] of [
      [28, 3],
      [32, 1],
      [48, 1],
      [64, 3],
      [128, 3],
    ] as const)
      expect(suggested(side, channels), `${side} × ${side} × ${channels}`).toBe('convolutional');
    expect(suggested(17, 3)).toBe('dense');
  });

  it('that need labels say so where there are none', () => {
    const plain = recipeEntries(PRESETS, [], { ...small, classes: 0 });
    for (const { group, misfit } of plain) expect(group === 'labels').toBe(misfit?.includes('labels') ?? false);
  });

  it('of the user tell what images they were made for', () => {
    expect(entry('own-abc123')).toMatchObject({ misfit: null, title: 'Deeper dealer', group: 'yours' });
    expect(entry('own-big064').misfit).toBe(
      'It is made for 64 × 64 colour; these images are 28 × 28 grey. Choose others, or edit its networks.',
    );
    const colour = { image: { height: 64, width: 64, channels: 3 } as const, classes: 0 };
    const at64 = recipeEntries(PRESETS, USER_PRESETS, colour);
    expect(entry('own-big064', at64).misfit).toBeNull();
    expect(entry('own-abc123', at64).misfit).toMatch(/made for 28 × 28 grey/);
  });

  it('are found by any words of what is said of them', () => {
    const found = (query: string) => entries.filter((one) => matchesRecipe(one, query)).map(({ id }) => id);
    expect(found('KERAS gan')).toContain('keras-gan');
    expect(found('learnopencv pytorch')).toContain('fashion-gan-torch');
    expect(found('deeper')).toEqual(['own-abc123']);
    expect(found('no such recipe at all')).toEqual([]);
  });
});
