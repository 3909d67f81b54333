/** What a tile of the stage shows of a picture: itself, what an import makes of it, or both beside one another. */
export type TileView = 'original' | 'both' | 'imported';
/** What the stage shows: tiles, every second one mirrored or not, or a window to be set by hand. */
export type StageView = TileView | 'flips' | 'window';

const VIEWS: readonly { value: StageView; label: string }[] = [
  { value: 'window', label: 'Window' },
  { value: 'original', label: 'Original' },
  { value: 'both', label: 'Both' },
  { value: 'imported', label: 'Imported' },
  { value: 'flips', label: 'Flips' },
];

/** The views there are. @param windowed whether a window is what is cropped to */
export const viewsFor = (windowed: boolean): typeof VIEWS =>
  VIEWS.filter(({ value }) => windowed || value !== 'window');
