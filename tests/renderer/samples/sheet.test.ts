import { describe, expect, it } from 'vitest';
import { fewOf, gridWords, labelOf, latentsOf, sampleName, sheetOf } from '../../../renderer/src/samples/sheet.ts';
import { labelledRecordOf, recordOf } from '../run/fake-run.ts';

const plain = sheetOf(recordOf());
const labelled = sheetOf(labelledRecordOf(['Coat', 'Bag', 'Shoe'], { 'samples.count': 10 }));

describe('sheetOf', () => {
  it('lays samples as the engine draws them: one label a row, at least as many as asked for', () => {
    expect(plain).toMatchObject({ columns: 8, rows: 8, count: 64, labels: null });
    expect(labelled).toMatchObject({ columns: 4, rows: 3, count: 12, labels: ['Coat', 'Bag', 'Shoe'] });
  });

  it('numbers labels whose names are not known', () => {
    const record = labelledRecordOf(['a', 'b']);
    const { labels: _, ...dataset } = record.dataset;
    expect(sheetOf({ ...record, dataset }).labels).toEqual(['Label 0', 'Label 1']);
  });
});

describe('names of samples', () => {
  it('say label and latent where G is asked for labels', () => {
    expect([sampleName(plain, 11), sampleName(labelled, 6)]).toEqual(['Sample 12', 'Bag, latent 3']);
    expect([labelOf(plain, 11), labelOf(labelled, 11)]).toEqual([null, 'Shoe']);
  });

  it('count what differs: every row repeats the latents', () => {
    expect([latentsOf(plain), latentsOf(labelled)]).toEqual([64, 4]);
    expect([gridWords(plain), gridWords(labelled)]).toEqual(['64 fixed latents', '4 fixed latents, 3 labels']);
  });
});

describe('fewOf', () => {
  it('takes the first samples, or some of every label', () => {
    expect(fewOf(plain, 4)).toEqual([0, 1, 2, 3]);
    expect(fewOf(labelled, 6)).toEqual([0, 1, 4, 5, 8, 9]);
    expect(fewOf(labelled, 2)).toEqual([0, 4]);
    expect(fewOf(labelled, 100)).toHaveLength(12);
  });
});
