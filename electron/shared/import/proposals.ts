import type { ImportOptions } from '../dataset.ts';
import { percentFigure } from '../figure.ts';
import { ELONGATED, type LookCounts } from './counts.ts';
import { TABLE_LEVEL, type LabelLevel } from './findings.ts';
import type { LabelChoices } from './options.ts';
import { grouped } from './words.ts';

/** Something that is recommended, and a clause that goes on after "because". */
export interface Proposed<Value> {
  value: Value;
  why: string;
}

/**
 * Light and dark are mixed where the rarer of both is at least that share, and both together are most pictures. Of 21,762 letters, clothes and emoji, all one
 * way round, none is told the other ground, so that a hundredth is no mistake; of photographs under a quarter have a ground at all.
 */
const MIXED_SHARE = 0.01;
const MOST = 0.5;
/** Shares of pictures far from a square from which it matters, and of a picture that no crop should cut. */
const ELONGATED_SHARE = 0.25;
const TOO_MUCH_CUT = 0.5;
/** Labels of fewer pictures than that name single things rather than kinds. */
const FEWEST_A_LABEL = 10;

const evenGrounds = ({ grounds }: LookCounts, looked: number): boolean => grounds.dark + grounds.light >= looked * MOST;

/** The ground that the fewer pictures have, where light and dark ones are mixed; else null. */
export function rarerGround(counts: LookCounts, looked: number): 'dark' | 'light' | null {
  const { dark, light } = counts.grounds;
  const least = Math.max(1, looked * MIXED_SHARE);
  if (Math.min(dark, light) < least || !evenGrounds(counts, looked)) return null;
  return light <= dark ? 'light' : 'dark';
}

/** What is told of the ground of one picture would part a pair. */
export const PAIRED_TONES: Proposed<ImportOptions['tones']> = {
  value: 'own',
  why: 'the two of a pair are treated alike',
};

export function proposeTones(counts: LookCounts, looked: number): Proposed<ImportOptions['tones']> {
  const { dark, light } = counts.grounds;
  switch (rarerGround(counts, looked)) {
    case 'light':
      return {
        value: 'light-on-dark',
        why: `${grouped(dark)} have a dark ground and ${grouped(light)} a light one, and a generator would average them to grey`,
      };
    case 'dark':
      return {
        value: 'dark-on-light',
        why: `${grouped(light)} have a light ground and ${grouped(dark)} a dark one, and a generator would average them to grey`,
      };
    case null:
      return { value: 'own', why: 'light and dark grounds are not mixed' };
  }
}

/**
 * Pictures far from a square are padded where their ground goes on evenly, else cut where their detail is.
 * @param paired the two of a pair are cut alike, which their detail would not be
 */
export function proposeFit(
  counts: LookCounts,
  looked: number,
  paired: boolean,
): Proposed<Pick<ImportOptions, 'fit' | 'crop' | 'padding'>> {
  const crop = { fit: 'crop', crop: 'centre', padding: 'black' } as const;
  const cut = percentFigure(counts.cut);
  if (counts.elongated < looked * ELONGATED_SHARE)
    return { value: crop, why: counts.cut > 0 ? `a square cuts little of them` : 'the pictures are square' };
  if (evenGrounds(counts, looked))
    return {
      value: { fit: 'pad', crop: 'centre', padding: 'edge' },
      why: `a square would cut ${counts.cut > ELONGATED ? `about ${cut} of most pictures` : 'much of some pictures'}, and their even ground goes on in its own colour`,
    };
  if (counts.cut >= TOO_MUCH_CUT)
    return {
      value: { fit: 'pad', crop: 'centre', padding: 'edge' },
      why: `a square would cut about ${cut} of most pictures`,
    };
  if (paired) return { value: crop, why: 'the two of a pair are cut alike, in their middle' };
  return {
    value: { ...crop, crop: 'detail' },
    why: 'bars beside photos would be learned with them, and where their detail is, least is lost',
  };
}

export function proposeBackground(counts: LookCounts): Proposed<ImportOptions['background']> {
  const { transparent, faint, grounds } = counts;
  if (transparent === 0) return { value: 'black', why: 'none of them is transparent' };
  if (faint * 2 > transparent) return { value: 'white', why: 'most transparent ones show next to nothing over black' };
  return grounds.light > grounds.dark
    ? { value: 'white', why: 'most of the others have a light ground' }
    : { value: 'black', why: 'transparent ones show well over it' };
}

export function proposeSkip({ copies, blank }: LookCounts, looked: number): Proposed<ImportOptions['skip']> {
  const value: ImportOptions['skip'] = [];
  if (copies > 0) value.push('copies');
  if (blank > 0 && blank < looked * MOST) value.push('blank');
  const reasons = [
    ...(value.includes('copies') ? ['repeats are learned by heart'] : []),
    ...(value.includes('blank') ? ['blank pictures show nothing'] : []),
  ];
  return { value, why: reasons.length > 0 ? reasons.join(', and ') : 'none is a copy or blank' };
}

const picturesOf = (level: LabelLevel): number =>
  level.names.reduce((sum, { count }) => sum + count, 0) / Math.max(1, level.names.length);

const levelWords = ({ level, total }: LabelLevel): string =>
  level === TABLE_LEVEL
    ? `a table names ${grouped(total)} labels`
    : `folders ${level === 1 ? '' : `of level ${level} `}name ${grouped(total)} labels`;

/**
 * The level that is taken by itself, where its labels are kinds of pictures; else another whose are.
 * @param auto that level; null where it gives none
 */
export function proposeLabels(levels: readonly LabelLevel[], auto: number | null): Proposed<LabelChoices['from']> {
  if (auto === null) return { value: 'auto', why: 'all pictures lie in one folder' };
  const kinds = (level: LabelLevel): boolean => picturesOf(level) >= FEWEST_A_LABEL;
  const own = levels.find(({ level }) => level === auto);
  if (own && kinds(own)) return { value: 'auto', why: levelWords(own) };
  const other = levels.find((level) => level.level !== TABLE_LEVEL && kinds(level));
  if (other) return { value: other.level, why: `${levelWords(other)}, and others have too few pictures each` };
  return { value: 'none', why: `their labels would have fewer than ${FEWEST_A_LABEL} pictures each` };
}
