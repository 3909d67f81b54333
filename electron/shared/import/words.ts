import type { FolderChanges, ImportAgain } from '../dataset.ts';

/** "2,331". */
export const grouped = (value: number): string => value.toLocaleString('en');

/** "1 picture", "2,331 pictures". */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${grouped(value)} ${value === 1 ? one : many}`;

/** "640 × 480". */
export const pixelsWords = ({ width, height }: { width: number; height: number }): string =>
  `${grouped(width)} × ${grouped(height)}`;

/** "+3 −1, 2 moved": what an import of the same folder once more changed. */
export const changeWords = ({ added, removed, moved }: Omit<ImportAgain, 'from'>): string =>
  `+${grouped(added)} −${grouped(removed)}${moved > 0 ? `, ${grouped(moved)} moved` : ''}`;

/** That a folder changed before its import had ended, and what to do. */
export function folderChangedWords({ came, went, changed }: FolderChanges): string {
  const parts = [
    ...(came > 0 ? [`${plural(came, 'file')} came`] : []),
    ...(went > 0 ? [`${plural(went, 'file')} went`] : []),
    ...(changed > 0 ? [`${plural(changed, 'file')} changed`] : []),
  ];
  return `The folder is not what it was when it was looked at: ${parts.join(', ')}. Import it again to have it as it is now.`;
}
