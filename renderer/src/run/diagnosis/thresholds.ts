/** What the rules of the diagnosis call much, little, early and late, and why. */

/** Before so many steps batch noise and the first weights say more than the duel. */
export const FIRST_STEPS = 200;

/** A run is looked at in so many equal parts: enough to see a turn, few enough that each averages its noise away. */
export const PARTS = 40;

/** D tells nearly all apart above this, on real images and on fakes: one image in twenty is left for G to learn from. */
export const WINNING = 0.95;

/** A mean accuracy below this is a guess: half is a coin's, and a judge that learns anything is soon beyond it. */
export const GUESSING = 0.6;

/** D's loss counts as even within this share of its balance: a rule of thumb. */
export const EVEN = 0.1;

/** G's loss is flat when two stretches of the run differ by less than this share. */
export const FLAT = 0.1;

/** G's loss rises again when it is above its least part by this share: a rule of thumb. */
export const RISE = 0.15;

/** What happens in this first share of a run is its start, not a late turn. */
export const LATE = 0.25;

/** A turn is late only after so many epochs: the fashion recipe's comes around the eightieth. */
export const LATE_EPOCHS = 10;

/** A critic's estimate moved when it left its best value by this share: single batches move it by less. */
export const MOVED = 0.3;

/** The critic's slope is off when it misses 1 by this: the penalty is then its weight times the square. */
export const SLOPE_OFF = 0.5;

/** A tile is blank paper when its darkest pixel is above this: nothing is drawn on it (of 255). */
export const PAPER = 200;

/** So many blank tiles are a habit of G, not chance. */
export const BLANK_SHARE = 0.1;
