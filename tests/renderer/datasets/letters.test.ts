import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_LETTERS } from '@shared/letters.ts';
import { LettersForm, usualName } from '../../../renderer/src/datasets/letters-form.svelte.ts';
import { fitPreview } from '../../../renderer/src/datasets/letters-tiles.ts';
import { Jobs } from '../../../renderer/src/lib/jobs.svelte.ts';
import { fixtureBridge } from '../fixtures/bridge.ts';

describe('the form of letters', () => {
  it('begins as the data set that is made on demand', () => {
    const form = new LettersForm(DEFAULT_LETTERS.seed);
    expect(form.options).toEqual(DEFAULT_LETTERS);
    expect(form.errors).toEqual({});
  });

  it('names the letters itself until the user does', () => {
    const form = new LettersForm(1);
    form.characters = 'XYZZ';
    expect(form.options?.name).toBe('Letters XYZ');
    form.name = 'Ends';
    expect(form.options?.name).toBe('Ends');
    expect(usualName('abcdefghijklmnop')).toBe('Letters abcdefghijkl…');
  });

  it('says of each field what is wrong, and still shows the look of the others', () => {
    const form = new LettersForm(1);
    form.count = 'many';
    form.seed = '-1';
    expect(Object.keys(form.errors).sort()).toEqual(['count', 'seed']);
    expect(form.options).toBeNull();
    form.seed = '7';
    expect(form.look).toMatchObject({ seed: 7, count: DEFAULT_LETTERS.count });
    form.characters = 'A B';
    expect(form.errors.characters).toContain('without spaces');
    expect(form.look).toBeNull();
  });

  it('takes a size of its own and a share in per cent', () => {
    const form = new LettersForm(1);
    form.size = 'other';
    form.otherSize = '99';
    form.tone = 'mixed';
    form.share = 25;
    expect(form.options).toMatchObject({ size: 99, tone: 'mixed', share: 0.25 });
    const before = form.seed;
    form.shuffle();
    expect(form.options?.seed).toBeTypeOf('number');
    expect(form.seed).not.toBe(before);
  });
});

describe('the preview', () => {
  it.each([
    [28, 640, { zoom: 2, columns: 10, rows: 3 }],
    [28, 330, { zoom: 1, columns: 10, rows: 3 }],
    [64, 640, { zoom: 1, columns: 9, rows: 2 }],
    [256, 640, { zoom: 1, columns: 2, rows: 1 }],
    [256, 0, { zoom: 1, columns: 1, rows: 1 }],
  ])('of %i pixels in %i shows whole tiles at a whole zoom', (size, width, fit) => {
    expect(fitPreview({ width, height: 176 }, size, 4)).toEqual(fit);
  });
});

describe('making', () => {
  beforeEach(() => vi.unstubAllGlobals());

  it('is a job like an import', async () => {
    const bridge = fixtureBridge();
    vi.stubGlobal('window', { forger: bridge });
    const jobs = new Jobs();
    const stop = jobs.start();
    const id = await jobs.makeLetters(DEFAULT_LETTERS);
    expect(bridge.calls).toEqual([{ name: 'letters.make', args: { options: DEFAULT_LETTERS } }]);
    bridge.emit('job.progress', { job: id, progress: { done: 5, total: 10, refused: 0 } });
    expect(jobs.about('letters', DEFAULT_LETTERS.name)?.state).toMatchObject({ phase: 'running' });
    stop();
  });
});
