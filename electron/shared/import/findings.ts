import type { PairsChoice } from './options.ts';

/** What a look can find, the gravest first. */
export const FINDING_KINDS = [
  'unreadable',
  'alone',
  'uneven-pairs',
  'mixed-tones',
  'copies',
  'near-copies',
  'blank',
  'too-small',
  'rare-label',
  'pairs',
  'perhaps-pairs',
  'mixed-colour',
  'sizes',
  'transparent',
  'turned',
  'deep',
  'moving',
  'labels',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One thing that was found among pictures: words, a number and pictures that show it. */
export interface Finding {
  kind: FindingKind;
  /** A fact; something to decide; something lost. */
  level: 'fact' | 'advice' | 'refused';
  /** How many pictures (or files, labels) it is about. */
  count: number;
  /** Two or three words, a sentence or two on what it means and what will be done, and the number as it is shown. */
  title: string;
  words: string;
  figure: string;
  /** Paths below the folder of up to {@link EXAMPLES} pictures that show it; of copies, pairs one after the other. */
  examples: string[];
  /** Pictures that may be pairs are taken so by this. */
  pairs?: PairsChoice;
}

export const EXAMPLES = 8;

/** Paths that are listed of a finding at most: more are not looked through one by one. */
export const MOST_FOUND = 20_000;

/** All pictures that a finding is about. */
export interface FoundPictures {
  total: number;
  /** Below the folder; the first {@link MOST_FOUND}. Of copies each first one before its copies. */
  paths: string[];
}

/** What an import made without a look is warned of afterwards. */
export const warningsOf = (findings: readonly Finding[] = []): Finding[] =>
  findings.filter(({ level }) => level === 'advice');

/** The labels that one level of folders gives, or a table that lies with the pictures. */
export interface LabelLevel {
  /** 1 is the folder right in the deepest one that holds all pictures; {@link TABLE_LEVEL} the table. */
  level: number;
  /** In natural order, the first {@link NAMES_LISTED}. */
  names: { name: string; count: number }[];
  /** How many there are, listed or not. */
  total: number;
}

/** The level that stands for a table of labels. */
export const TABLE_LEVEL = 0;
export const NAMES_LISTED = 1000;
