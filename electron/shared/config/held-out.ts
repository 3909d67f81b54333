/** Fewer would tell nothing. */
const FEWEST = 50;
/** So many tell what they can, however many images there are. */
const MOST = 1000;
/** Of smaller data sets nothing can be held out: training keeps at least half of the images. */
export const LEAST_TO_HOLD_OUT = 2 * FEWEST;

/**
 * How many images are held out of training; none where there are too few of them.
 * @param share of all, in per cent
 */
export const heldOutCount = (share: number, images: number): number =>
  share === 0 || images < LEAST_TO_HOLD_OUT
    ? 0
    : Math.min(MOST, Math.floor(images / 2), Math.max(FEWEST, Math.round((images * share) / 100)));
