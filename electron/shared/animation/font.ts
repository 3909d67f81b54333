/** Height of every glyph, in its own pixels. */
export const GLYPH_HEIGHT = 7;
/** Empty columns between two glyphs. */
export const GLYPH_GAP = 1;

/** Capitals and digits five pixels wide and seven high, row by row; `#` is ink. What labels are made of. */
const DRAWN = {
  '0': ' ### |#   #|#  ##|# # #|##  #|#   #| ### ',
  '1': '  #  | ##  |  #  |  #  |  #  |  #  | ### ',
  '2': ' ### |#   #|    #|   # |  #  | #   |#####',
  '3': ' ### |#   #|    #|  ## |    #|#   #| ### ',
  '4': '   # |  ## | # # |#  # |#####|   # |   # ',
  '5': '#####|#    |#### |    #|    #|#   #| ### ',
  '6': ' ### |#    |#    |#### |#   #|#   #| ### ',
  '7': '#####|    #|   # |   # |  #  |  #  |  #  ',
  '8': ' ### |#   #|#   #| ### |#   #|#   #| ### ',
  '9': ' ### |#   #|#   #| ####|    #|    #| ### ',
  C: ' ### |#   #|#    |#    |#    |#   #| ### ',
  E: '#####|#    |#    |#### |#    |#    |#####',
  H: '#   #|#   #|#   #|#####|#   #|#   #|#   #',
  O: ' ### |#   #|#   #|#   #|#   #|#   #| ### ',
  P: '#### |#   #|#   #|#### |#    |#    |#    ',
  S: ' ####|#    |#    | ### |    #|    #|#### ',
  T: '#####|  #  |  #  |  #  |  #  |  #  |  #  ',
  '.': ' | | | | | |#',
  ',': '  |  |  |  |  | #|# ',
  ' ': '   |   |   |   |   |   |   ',
} as const;

/** One letter: its ink as rows of columns. */
export interface Glyph {
  width: number;
  ink: readonly (readonly boolean[])[];
}

const GLYPHS: ReadonlyMap<string, Glyph> = new Map(
  Object.entries(DRAWN).map(([letter, drawn]) => {
    const ink = drawn.split('|').map((row) => [...row].map((place) => place === '#'));
    return [letter, { width: ink[0]?.length ?? 0, ink }];
  }),
);

/** @throws {RangeError} for a letter that labels do not use */
export function glyphOf(letter: string): Glyph {
  const glyph = GLYPHS.get(letter);
  if (!glyph) throw new RangeError(`The label font has no "${letter}".`);
  return glyph;
}

/** Width of a text in glyph pixels. */
export const textWidth = (text: string): number =>
  [...text].reduce((sum, letter) => sum + glyphOf(letter).width + GLYPH_GAP, -GLYPH_GAP);
