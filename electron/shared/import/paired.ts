import { ForgerError } from '../contract/errors.ts';
import type { ImportOptions, RefusedFile } from '../dataset.ts';
import type { ImageShape } from '../network/layers.ts';
import { pairShape } from '../pairs.ts';

/** Pictures that are taken in pairs: what a look and an import say of them. */
export interface PairsSeen {
  /** Which is the input and which the target, in a sentence. */
  words: string;
  /** Files without a partner. */
  alone: readonly RefusedFile[];
}

/** Two folders that name their pictures alike. */
export interface PerhapsPairs {
  /** Their names, in quotation marks. */
  input: string;
  target: string;
  /** Names that both have. */
  count: number;
  /** They are called as inputs and targets are. */
  known: boolean;
}

/** What folders of inputs and targets are called. */
export const NAMED_AS_PAIR =
  /^(?:(?:train|test|val)?_?[ab]|inputs?|targets?|outputs?|sources?|edges|outlines|sketch(?:es)?|drawings?|photos?|masks?|before|after|gr[ae]y|colou?r|low|high|[lh]r)$/i;

const isOfPairs = ({ pairs }: Pick<ImportOptions, 'pairs'>): boolean => pairs !== 'off';

/** The shape of the images that an import makes: of pairs, both pictures side by side. */
export function importedShape(options: Pick<ImportOptions, 'width' | 'height' | 'channels' | 'pairs'>): ImageShape {
  const { width, height, channels } = options;
  const shape = { height, width, channels };
  return isOfPairs(options) ? pairShape(shape) : shape;
}

/** Both pictures of a pair are treated alike. @throws {ForgerError} `invalid-request` where something is told of each by itself */
export function requirePairable(options: Pick<ImportOptions, 'pairs' | 'fit' | 'crop' | 'tones'>): void {
  const { fit, crop, tones } = options;
  if (!isOfPairs(options)) return;
  if (fit === 'crop' && crop === 'detail')
    throw new ForgerError(
      'invalid-request',
      'Pairs are not cropped where their detail is: the two of a pair would be cut differently. Crop to the centre or to a window.',
    );
  if (tones === 'light-on-dark' || tones === 'dark-on-light')
    throw new ForgerError(
      'invalid-request',
      'Tones of one ground are not inverted in pairs: the two of a pair would be treated differently. Keep their own, or invert all.',
    );
}
