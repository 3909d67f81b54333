/** What a tile of the stage shows of a picture: itself, what an import makes of it, or both beside one another. */
export type TileView = 'original' | 'both' | 'imported';
/** What the stage shows: tiles, every second one mirrored or not, a window to be set by hand, or a batch as D is shown it. */
export type StageView = TileView | 'flips' | 'window' | 'batch';

const VIEWS: readonly { value: StageView; label: string }[] = [
  { value: 'window', label: 'Window' },
  { value: 'original', label: 'Original' },
  { value: 'both', label: 'Both' },
  { value: 'imported', label: 'Imported' },
  { value: 'flips', label: 'Flips' },
  { value: 'batch', label: 'For D' },
];

/** These turn an image round, which of a pair would change input and target over. */
const OF_SINGLE: readonly StageView[] = ['flips', 'batch'];

/** The views there are. @param windowed whether a window is what is cropped to */
export const viewsFor = (windowed: boolean, paired: boolean): typeof VIEWS =>
  VIEWS.filter(({ value }) => (windowed || value !== 'window') && !(paired && OF_SINGLE.includes(value)));

/** Of many pictures that are scrolled through. */
export const TILE_VIEWS = VIEWS.filter(({ value }) => value === 'original' || value === 'both' || value === 'imported');
