import { describe, expect, it } from 'vitest';
import { proposeImport, type FolderLook } from '@shared/import/look.ts';
import { NO_COUNTS } from './no-counts.ts';

const look = (changes: Partial<FolderLook>): FolderLook => ({
  kind: 'folder',
  files: 300,
  labels: 0,
  looked: 64,
  refused: 0,
  coloured: 0,
  width: 28,
  height: 28,
  shorter: 28,
  alike: true,
  whole: true,
  counts: NO_COUNTS,
  auto: null,
  findings: [],
  levels: [],
  refusals: [],
  shown: [],
  ...changes,
});
const sized = (width: number, height: number): Partial<FolderLook> => ({
  width,
  height,
  shorter: Math.min(width, height),
});

describe('what is proposed for a folder of pictures', () => {
  it.each([
    ['28 px grey, as MNIST has them', sized(28, 28), 28],
    ['photos', sized(4000, 3000), 64],
    ['pictures of a size that recipes make', sized(32, 32), 32],
    ['pictures between two sizes: the smaller', sized(48, 48), 32],
    ['pictures hardly smaller than a size: that one', sized(90, 60), 64],
    ['wide pictures by their shorter side', sized(500, 33), 32],
    ['tiny pictures: the smallest that recipes with convolutions make', sized(9, 9), 16],
  ])('%s', (_what, changes, size) => {
    expect(proposeImport(look(changes))).toMatchObject({ width: size, height: size, channels: 1 });
  });

  it.each([
    [0, 1, 'none of the 64 pictures looked at shows colour'],
    [1, 1, '1 of the 64 pictures looked at shows colour'],
    [6, 1, '6 of the 64 pictures looked at show colour'],
    [7, 3, '7 of the 64 pictures looked at show colour'],
    [64, 3, 'all of the 64 pictures looked at show colour'],
  ])('%i coloured pictures of 64 give %i channels', (coloured, channels, why) => {
    expect(proposeImport(look({ coloured }))).toMatchObject({ channels, why: { channels: why } });
  });

  it('says why, and that larger sizes take longer only where the pictures are larger', () => {
    expect(proposeImport(look({ ...sized(1920, 1080), alike: false }))?.why.size).toBe(
      'the pictures are mostly about 1,920 × 1,080 pixels, and twice the size takes about four times as long to train',
    );
    expect(proposeImport(look(sized(64, 64)))?.why.size).toBe('the pictures are 64 × 64 pixels');
  });

  it('is nothing where no picture could be opened', () => {
    expect(proposeImport(look({ looked: 0, refused: 64 }))).toBeNull();
  });
});
