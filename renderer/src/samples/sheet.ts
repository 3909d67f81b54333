import { displayText } from '@shared/display.ts';
import { isPaired, sampleShape } from '@shared/pairs.ts';
import { gridLayout, type GridLayout, type RunRecord } from '@shared/run.ts';
import { plural } from '../lib/format.ts';

/** How a run's sample grids lie, and whose label each row is. */
export interface Sheet extends GridLayout {
  /** Names of the labels, one a row; null where G is not asked for any. */
  labels: readonly string[] | null;
  /** Each shows an input, what G makes of it, and the target, and no latent. */
  paired: boolean;
}

/** What stands side by side in a sample of pairs. */
export const PAIRED_WORDS = 'input | output | target';

export function sheetOf({ config, dataset, networks }: RunRecord): Sheet {
  const { classes } = networks;
  const layout = gridLayout(config['samples.count'], sampleShape(networks), classes);
  if (classes === undefined) return { ...layout, labels: null, paired: isPaired(networks) };
  const labels = Array.from({ length: classes }, (_, label) =>
    displayText(dataset.labels?.[label] ?? `Label ${label}`),
  );
  return { ...layout, labels, paired: false };
}

/** The label asked for at a place of the grid; null without labels. */
export const labelOf = ({ labels, columns }: Sheet, index: number): string | null =>
  labels?.[Math.floor(index / columns)] ?? null;

/** How many different latents a grid shows: the rows of a grid by labels repeat them. */
export const latentsOf = ({ labels, columns, count }: Sheet): number => (labels ? columns : count);

/** Number of the latent at a place of the grid, from 0. */
export const latentOf = ({ labels, columns }: Sheet, index: number): number => (labels ? index % columns : index);

/** "Sample 12", or "Coat, latent 3" where G is asked for labels. */
export const sampleName = (sheet: Sheet, index: number): string => {
  const label = labelOf(sheet, index);
  return label === null ? `Sample ${index + 1}` : `${label}, latent ${latentOf(sheet, index) + 1}`;
};

/** "64 fixed latents", "8 fixed latents, 10 labels", "16 fixed inputs: input | output | target". */
export const gridWords = (sheet: Sheet): string => {
  if (sheet.paired) return `${plural(sheet.count, 'fixed input')}: ${PAIRED_WORDS}`;
  const latents = plural(latentsOf(sheet), 'fixed latent');
  return sheet.labels ? `${latents}, ${plural(sheet.labels.length, 'label')}` : latents;
};

/** Places of at most so many samples for a small picture: the first ones, of as many labels as there is room for. */
export function fewOf({ labels, columns, count }: Sheet, most: number): number[] {
  if (!labels) return Array.from({ length: Math.min(most, count) }, (_, index) => index);
  const each = Math.max(1, Math.min(columns, Math.floor(most / labels.length)));
  return labels.slice(0, most).flatMap((_, label) => Array.from({ length: each }, (_, at) => label * columns + at));
}
