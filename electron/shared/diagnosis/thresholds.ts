/** What the rules of the diagnosis call much, little, early and late, and why. */

/** Before so many steps batch noise and the first weights say more than the duel. */
export const FIRST_STEPS = 200;

/**
 * D is ahead where it is right about so many images, real and fake taken as halves, until it clearly is no more. In
 * the recorded runs that end well D begins there and is brought back; in the lost ones it stays.
 */
export const AHEAD = { from: 0.9, until: 0.86 };
/** Of neither kind may it know less than this: who calls everything real is not ahead. */
export const AHEAD_OF_BOTH = 0.75;

/** D guesses below this: half is a coin's. */
export const GUESSING = { from: 0.56, until: 0.6 };

/** G's fakes pass where D catches fewer of them than this. */
export const PASSING = { from: 0.35, until: 0.45 };

/** D has learned nothing where it was right about less than this over the whole run so far … */
export const UNTAUGHT = { from: 0.58, until: 0.62 };
/** … and knew better, about this many, … */
export const KNEW = 0.65;
/** … in hardly any stretch: lucky ones are this share of them at most. */
export const LUCKY = { from: 0.1, until: 0.2 };

/** What lasts less than so many steps may be the start of a run that ends well: the convolutional recipes' D leads that long. */
export const LONG_STEPS = 1000;

/**
 * How long D may lead before it counts: an epoch where that is longer, for before it G has not seen every image once. A
 * half-width DCGAN in batches of 16 has D at 95 % for the 1,200 steps that were recorded, and draws better all along.
 */
export const longSteps = (stepsPerEpoch: number): number =>
  Math.max(LONG_STEPS, Math.min(stepsPerEpoch, 10 * LONG_STEPS));

/**
 * G's gradient has vanished when it is this share of the longest it was: of recorded runs that are not lost it was half at
 * least, of those whose D is never wrong a thousandth.
 */
export const VANISHED = { from: 0.1, until: 0.2 };
/** Of a lead so short a gradient may come back: keras-gan's D knows 98 % after 200 steps, and 75 % after 350. */
export const VANISHED_STEPS = 500;

/** D's gradient runs away when it is so many times as long as at first: of recorded runs whose losses hold it was 18, … */
export const GROWN = { from: 50, until: 25 };
/**
 * … or longer than this as well: a D that has not begun to tell has next to none at first. One that learns small marks on paper
 * went from 0.26 to 58 and back to 6 as G learnt to draw them, the longest of any run that holds.
 */
export const LONG_GRADIENT = 200;

/** A number moved when it changed by this share of itself, and moves until by less than the other. */
export const MOVED = { from: 0.1, until: 0.05 };

/** D's lead shrinks when it lost so much of its accuracy. */
export const CAUGHT_UP = { from: 0.04, until: 0.02 };

/** Above this D knows all there is, however G's loss moves. */
export const SURE = 0.97;

/**
 * D knows its images by heart where it scores a trained one above a held-out one this often: after 1,500 steps on 250 images it does
 * for good, 0.8 without dropout; on 1,900 images, and on 59,000, it was 0.55 at most. With 50 held out, chance moves it by 0.04.
 */
export const BY_HEART = 0.65;

/** G's loss rises again when it is above its least part by this share: a rule of thumb. */
export const RISE = { from: 0.2, until: 0.1 };

/** What happens in this first share of a run is its start, not a late turn. */
export const LATE = 0.25;

/** A turn is late only after so many epochs: the fashion recipe's comes around the eightieth. */
export const LATE_EPOCHS = 10;

/** A critic's estimate fell, or rose, when it left its best value by this share: single stretches move it by less. */
export const LEFT = { from: 0.3, until: 0.2 };

/** The critic's slope is off when it misses 1 by this: the penalty is then its weight times the square. */
export const SLOPE_OFF = { from: 0.5, until: 0.4 };

/** No recorded duel that went well had a loss beyond this. */
export const BOUNDLESS = 10_000;

/** A tile is blank paper when no seventh of its side is darker than this in its mean (of 255): a dense network leaves grains on it. */
export const PAPER = 200;

/** So many blank tiles are a habit of G, not chance. */
export const BLANK_SHARE = 0.1;

/** So many samples that are nearly one picture are a collapse: of healthy recorded runs it was one in ten at most. */
export const ALIKE = 0.5;

/** From here on it is said of all of them. */
export const ALL_ALIKE = 0.9;

/**
 * Fewer images than this, unaugmented, D learns by heart before G has learnt to draw: Karras et al. 2020, “Training
 * Generative Adversarial Networks with Limited Data”, figure 1. Of 1,000 images augmentation makes the FID two to four times
 * smaller: Zhao et al. 2020, “Differentiable Augmentation for Data-Efficient GAN Training”.
 */
export const FEW_IMAGES = 2000;

/** So many evaluations in a row must agree where one alone says little. */
export const EVALUATIONS_AGREED = 2;

/** A share of copies among the fakes that is no chance: of recorded runs on 5,000 images it was 0 throughout, on 60 it grew to 15, 34 and 48 %. */
export const COPIES = 0.02;

/** Grain of so many times the data’s is noise. */
export const GRAINY = 3;

/** A pattern of so many times the data’s is the strides of the layers. */
export const PATTERNED = 4;

/** Fakes differ by less than this share of what real images do … */
export const UNIFORM = 0.3;
/** … or fell to this share of what it was before. */
export const NARROWED = 0.7;
/**
 * … or more of the samples than this are nearly one picture: of recorded runs that go well it was 19 % at most, of four whose samples
 * are of three or four kinds 28 to 40 %.
 */
export const FEW_ALIKE = 0.25;

/**
 * G has got nowhere where KID is this share of its first or more in two evaluations, no fake is near a real image yet, and the run is
 * no start any more: those that go well are below 0.75 by then, or have fakes near real images. With G's rate times 100 a coloured DCGAN
 * makes nets of dots, at 2.7 and 0.96 after 1,000 steps, and a dense network noise, at 0.89 and 0.87.
 */
export const NOWHERE = 0.8;

/** A swing is a move of D’s accuracy by this much, from one turn to the next. */
export const SWING = 0.2;
/** So many swings among the newest stretches are back and forth, not a turn. */
export const SWINGS = 6;
/**
 * A D that learned nothing is right about half, by luck: 45 % at least over the stretches looked at. One that is right about less than this
 * is misled: it answers where G was, as with a momentum of its own, and was right about 31 %.
 */
export const MISLED = 0.4;
/** Stretches that are looked at for swings. */
export const SWUNG = 20;
