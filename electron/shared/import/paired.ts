import { ForgerError } from '../contract/errors.ts';
import type { ImportOptions, RefusedFile } from '../dataset.ts';
import type { ImageShape } from '../network/layers.ts';
import { pairShape } from '../pairs.ts';
import type { PairsChoice } from './options.ts';

/** Where the two of each pair lie, in words: names of folders in quotation marks, or a half. */
export interface PairSides {
  input: string;
  target: string;
}

/** Pictures that are taken in pairs: what a look and an import say of them. */
export interface PairsSeen {
  sides: PairSides;
  /** Which is the input and which the target, in a sentence. */
  words: string;
  /** Files without a partner. */
  alone: readonly RefusedFile[];
}

/** Two folders that name their pictures alike. */
export interface PerhapsPairs extends PairSides {
  /** Names that both have. */
  count: number;
  /** They are called as inputs and targets are. */
  known: boolean;
}

/** What folders of inputs and targets are called. */
export const NAMED_AS_PAIR =
  /^(?:(?:train|test|val)?_?[ab]|inputs?|targets?|outputs?|sources?|edges|outlines|sketch(?:es)?|drawings?|photos?|masks?|before|after|gr[ae]y|colou?r|low|high|[lh]r)$/i;

/** What each choice takes as a pair, as a report tells it. */
export const PAIRS_WORDS: Readonly<Record<PairsChoice, string>> = {
  off: 'none',
  folders: 'two folders',
  'folders-swapped': 'two folders, swapped',
  'left-input': 'side by side, left is input',
  'right-input': 'side by side, right is input',
};

/** Whether each file of a source stands for itself, though it may be taken as a pair: then whatever is told of files holds. */
export const isOfFiles = (pairs: PairsChoice): boolean => pairs !== 'folders' && pairs !== 'folders-swapped';

const isOfPairs = ({ pairs }: Pick<ImportOptions, 'pairs'>): boolean => pairs !== 'off';

/** The shape of the images that an import makes: of pairs, both pictures side by side. */
export function importedShape(options: Pick<ImportOptions, 'width' | 'height' | 'channels' | 'pairs'>): ImageShape {
  const { width, height, channels } = options;
  const shape = { height, width, channels };
  return isOfPairs(options) ? pairShape(shape) : shape;
}

/** Both pictures of a pair are cut alike. */
export const isCropOfPairs = (crop: ImportOptions['crop'], pairs: PairsChoice): boolean =>
  pairs === 'off' || crop !== 'detail';

/** Tones of both pictures of a pair are treated alike. */
export const isToneOfPairs = (tones: ImportOptions['tones'], pairs: PairsChoice): boolean =>
  pairs === 'off' || tones === 'own' || tones === 'inverted';

/** Both pictures of a pair are treated alike. @throws {ForgerError} `invalid-request` where something is told of each by itself */
export function requirePairable(options: Pick<ImportOptions, 'pairs' | 'fit' | 'crop' | 'tones'>): void {
  const { pairs, fit, crop, tones } = options;
  if (fit === 'crop' && !isCropOfPairs(crop, pairs))
    throw new ForgerError(
      'invalid-request',
      'Pairs are not cropped where their detail is: the two of a pair would be cut differently. Crop to the centre or to a window.',
    );
  if (!isToneOfPairs(tones, pairs))
    throw new ForgerError(
      'invalid-request',
      'Tones of one ground are not inverted in pairs: the two of a pair would be treated differently. Keep their own, or invert all.',
    );
}
