import { IMPORT_SIZES, square, type ImportOptions, type RefusedFile } from '../dataset.ts';
import type { ImageShape } from '../network/layers.ts';
import { DCGAN_SIDES } from '../presets/dcgan-stacks.ts';
import type { LookCounts } from './counts.ts';
import type { Finding, LabelLevel } from './findings.ts';
import { labelChoicesSchema } from './options.ts';
import type { PairSides } from './paired.ts';
import { isPaired } from '../pairs.ts';
import { PAIRED_TONES, proposeBackground, proposeFit, proposeLabels, proposeSkip, proposeTones } from './proposals.ts';
import { grouped, pixelsWords } from './words.ts';

/** What a look at a path found, before anything is imported. */
export type ImportLook = FolderLook | PixelsLook;

/** A folder or an archive: all of its pictures, once the look has ended. */
export interface FolderLook {
  kind: 'folder';
  /** False while pictures are still being opened. */
  whole: boolean;
  /** Files that could be pictures. */
  files: number;
  /** Labels that it would give; 0 without. */
  labels: number;
  /** Pictures that were opened, and what lies there and is none or cannot be read. */
  looked: number;
  refused: number;
  /** How many of the pictures opened show colour. */
  coloured: number;
  /** Median of their upright width, height and shorter side in pixels; 0 where none could be opened. */
  width: number;
  height: number;
  shorter: number;
  /** True where all of them have that width and height. */
  alike: boolean;
  counts: LookCounts;
  /** The gravest first. */
  findings: Finding[];
  /** What each level of folders would name, and a table of labels before them. */
  levels: LabelLevel[];
  /** The level that is taken by itself; null without labels. */
  auto: number | null;
  /** Files that cannot be taken, each with its reason: the first {@link REFUSALS_LISTED}. */
  refusals: RefusedFile[];
  /** Pictures to show, spread evenly, by their paths below the folder. */
  shown: string[];
  /** Pictures are taken in pairs: each that was opened is an input with its target. */
  pairs?: true;
  /** Of pairs: which is the input, and which the target. */
  sides?: PairSides;
  /** Of frames: every so many-th is one of the pictures. */
  every?: number;
}

export const REFUSALS_LISTED = 200;
/** Pictures to show: a few screens of them. */
export const SHOWN = 96;

/** What such files are called. */
export const PIXEL_FILES: Readonly<Record<PixelsLook['kind'], string>> = { idx: 'IDX files', array: 'NumPy files' };

/** Images in IDX files and NumPy's arrays keep their size and channels: there is nothing to choose. */
export interface PixelsLook {
  kind: 'idx' | 'array';
  count: number;
  image: ImageShape;
}

type Proposed = Pick<
  ImportOptions,
  'width' | 'height' | 'channels' | 'fit' | 'crop' | 'padding' | 'background' | 'tones' | 'skip' | 'labels'
>;

/** What a sensible person would choose for the pictures, each with its reason. */
export interface ImportProposal extends Proposed {
  /** Clauses that go on after "64 × 64 pixels, because …", "In colour, because …" and the like. */
  why: Record<'size' | 'channels' | 'fit' | 'background' | 'tones' | 'skip' | 'labels', string>;
}

/** Larger images are not proposed: each doubling takes about four times as long to train. */
const LARGEST_PROPOSED = 64;
/** Pictures that are so little smaller than a size may be made a little larger. */
export const ENLARGED = 1.1;
/** One coloured scan among many grey ones does not make a set of colour. */
const COLOUR_SHARE = 0.1;

/**
 * Proposes what an import makes of a folder's pictures: the largest size up to 64 pixels that recipes with convolutions
 * can make and that the pictures' shorter side fills, in colour where at least a tenth of those looked at show colour.
 * Pictures far from a square are padded where their ground is even; light and dark grounds are made one; copies and blank
 * pictures are skipped.
 * @returns null where no picture could be opened: then nothing is known.
 */
export function proposeImport(look: FolderLook): ImportProposal | null {
  if (look.looked === 0) return null;
  const sides = DCGAN_SIDES.filter((side) => side >= IMPORT_SIZES.least && side <= LARGEST_PROPOSED);
  const size = sides.findLast((side) => side <= look.shorter * ENLARGED) ?? Math.min(...sides);
  const channels = look.coloured >= look.looked * COLOUR_SHARE ? 3 : 1;
  const { counts, looked, auto } = look;
  const fit = proposeFit(counts, looked, isPaired(look));
  const background = proposeBackground(counts);
  const tones = isPaired(look) ? PAIRED_TONES : proposeTones(counts, looked);
  const skip = proposeSkip(counts, looked);
  const labels = proposeLabels(look.levels, auto);
  return {
    ...square(size),
    ...fit.value,
    channels,
    background: background.value,
    tones: tones.value,
    skip: skip.value,
    labels: labelChoicesSchema.parse({ from: labels.value }),
    why: {
      size: whySize(look, size),
      channels: whyChannels(look),
      fit: fit.why,
      background: background.why,
      tones: tones.why,
      skip: skip.why,
      labels: labels.why,
    },
  };
}

function whySize({ alike, shorter, ...median }: FolderLook, size: number): string {
  const are = `the pictures are ${alike ? '' : 'mostly about '}${pixelsWords(median)} pixels`;
  return size === LARGEST_PROPOSED && shorter > size
    ? `${are}, and twice the size takes about four times as long to train`
    : are;
}

function whyChannels({ looked, coloured }: FolderLook): string {
  const of = looked === 1 ? 'the picture looked at' : `the ${grouped(looked)} pictures looked at`;
  if (coloured === 0) return `none of ${of} shows colour`;
  if (coloured === looked) return `all of ${of} show colour`;
  return `${grouped(coloured)} of ${of} ${coloured === 1 ? 'shows' : 'show'} colour`;
}
