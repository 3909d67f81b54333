import { percentFigure } from '../figure.ts';
import type { ImportOptions } from '../dataset.ts';
import { ELONGATED } from './counts.ts';
import { EXAMPLES, TABLE_LEVEL, type Finding, type FindingKind } from './findings.ts';
import type { PerhapsPairs } from './paired.ts';
import { rarerGround } from './proposals.ts';
import type { Group, Sorted } from './sorted.ts';
import { grouped, pixelsWords, plural } from './words.ts';

/** What becomes of the pictures: what is recommended, or what was chosen. */
export type Choices = Pick<
  ImportOptions,
  'width' | 'height' | 'channels' | 'fit' | 'crop' | 'tones' | 'background' | 'skip'
>;

/** What findings are told from. */
export interface Evidence {
  sorted: Sorted;
  choices: Choices;
  /** Files that are not taken. */
  refused: Group;
  /** Of pictures in pairs: which of the two is the input, in a sentence, and files without a partner. */
  pairs: { words: string; alone: Group } | null;
  /** Folders that may hold pairs. */
  perhaps: PerhapsPairs | null;
  /** Pictures that have to be enlarged. */
  small: Group;
  /** Labels as they are chosen, with their pictures; empty without. */
  labels: readonly { name: string; count: number }[];
  /** How many there are, where not all are listed. */
  labelTotal: number;
  /** The level of folders that names them, or that of a table. */
  level: number | null;
}

type Told = Omit<Finding, 'kind' | 'examples'> & { examples?: readonly string[]; all?: Group['all'] };

/**
 * Labels of fewer pictures are too few to learn by themselves. Taken from what is published, not measured here: of CIFAR-10-LT at an imbalance of 100 the rarest class
 * has 50 pictures, and there conditional GANs were seen to make a few pictures over and over (Rangwani et al. 2022); what is published of few pictures alone begins at a
 * hundred (Zhao et al. 2020), and the smallest label of the emoji has 85.
 */
export const RARE = 50;

/** A finding about some of the pictures. */
const about = ({ count, examples, all }: Group, level: Finding['level'], title: string, words: string): Told => ({
  ...{ level, count, examples, title, words, ...(all && { all }) },
  figure: grouped(count),
});

const FIT_WORDS: Readonly<Record<ImportOptions['fit'], string>> = {
  pad: 'Padding keeps all of them',
  crop: 'Cropping cuts what stands over',
  stretch: 'Stretching changes their proportions',
};

function sizesWords({ sorted: { counts, wider, taller }, choices }: Evidence): string {
  const shape = wider > 2 * taller ? 'Wider than tall. ' : taller > 2 * wider ? 'Taller than wide. ' : '';
  if (counts.elongated === 0) return `${shape}All become ${pixelsWords(choices)}.`;
  if (choices.fit === 'crop' && typeof choices.crop === 'object')
    return `${shape}The window that was set is cut out of each.`;
  const cut = counts.cut > ELONGATED ? `; a square would cut ${percentFigure(counts.cut)} of most` : '';
  return `${shape}${FIT_WORDS[choices.fit]}${cut}.`;
}

function mixedTones({ sorted: { counts, looked, those }, choices, pairs }: Evidence): Told | null {
  if (pairs) return null;
  const rarer = rarerGround(counts, looked);
  if (rarer === null) return null;
  const half = EXAMPLES / 2;
  const [few, many] = rarer === 'light' ? [those.light, those.dark] : [those.dark, those.light];
  const mixed = 'Dark things on light ground among light ones on dark: a generator would average them to grey.';
  const fixed = {
    'light-on-dark': 'Those on light ground are inverted.',
    'dark-on-light': 'Those on dark ground are inverted.',
    own: `Inverting those on ${rarer} ground fixes it.`,
    inverted: `Inverting those on ${rarer} ground alone fixes it.`,
  } satisfies Record<ImportOptions['tones'], string>;
  const shown = { ...few, examples: [...few.examples.slice(0, half), ...many.examples.slice(0, half)] };
  return about(shown, 'advice', 'Light and dark mixed', `${mixed} ${fixed[choices.tones]}`);
}

function mixedColour({ sorted: { looked, those }, choices }: Evidence): Told | null {
  const { coloured, grey } = those;
  if (grey.count === 0 || coloured.count === 0) return null;
  if (choices.channels === 1) {
    const words = `${plural(coloured.count, 'picture in colour becomes', 'pictures in colour become')} grey.`;
    return { ...about(coloured, 'fact', 'Grey', words), figure: percentFigure(grey.count / looked) };
  }
  const words = `${plural(grey.count, 'grey picture stays', 'grey pictures stay')} grey among those in colour.`;
  return { ...about(grey, 'fact', 'Colour', words), figure: percentFigure(coloured.count / looked) };
}

function rareLabel({ labels, labelTotal }: Evidence): Told {
  const rare = labels.filter(({ count }) => count < RARE);
  const [first] = rare;
  const one = rare.length === 1 && first !== undefined;
  return {
    level: 'advice',
    count: rare.length,
    title: one ? 'A rare label' : 'Rare labels',
    words: one
      ? `${first.name} has only ${grouped(first.count)}: too few to learn by itself. Rename it to join another, or drop it.`
      : `${grouped(rare.length)} labels have fewer than ${RARE} pictures each: too few to learn by themselves.`,
    figure: `${grouped(rare.length)} of ${grouped(labelTotal)}`,
  };
}

function foundLabels({ labels, labelTotal, level }: Evidence): Told {
  const sorted = [...labels].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  const [most, least] = [sorted[0], sorted.at(-1)];
  const even = most?.count === least?.count;
  return {
    level: 'fact',
    count: labelTotal,
    title:
      level === TABLE_LEVEL
        ? `${plural(labelTotal, 'label')} from a table`
        : `${plural(labelTotal, 'folder')} as labels`,
    words: even
      ? `Each has ${plural(most?.count ?? 0, 'picture')}.`
      : `From ${least?.name} with ${grouped(least?.count ?? 0)} to ${most?.name} with ${plural(most?.count ?? 0, 'picture')}.`,
    figure: '',
  };
}

const MOST = 0.9;
/** Fewer may be two to one by chance. */
const FEWEST_SIDE_BY_SIDE = 8;

function perhapsPairs({ pairs, perhaps, sorted: { looked, those } }: Evidence): Told | null {
  if (pairs) return null;
  if (perhaps) {
    const { input, target, count, known } = perhaps;
    return {
      level: known ? 'advice' : 'fact',
      count,
      title: 'Perhaps pairs',
      words: `${input} and ${target} name their pictures alike: each may be an input and its target.`,
      pairs: 'folders',
      figure: grouped(count),
    };
  }
  const { sideBySide } = those;
  if (sideBySide.count < Math.max(FEWEST_SIDE_BY_SIDE, MOST * looked)) return null;
  const words = 'Twice as wide as tall: each may hold an input beside its target.';
  return { ...about(sideBySide, 'fact', 'Perhaps pairs', words), pairs: 'left-input' };
}

/** What is said of each kind of finding, where there is one: null or a count of 0 says nothing. */
export const FOUND: Readonly<Record<FindingKind, (evidence: Evidence) => Told | null>> = {
  unreadable: ({ refused }) =>
    about(refused, 'refused', 'Could not be read', 'Listed with their reasons. Nothing is dropped silently.'),
  alone: ({ pairs }) =>
    pairs &&
    about(
      pairs.alone,
      'refused',
      'Without a partner',
      'They are no pair, and are left out. Listed with their folders.',
    ),
  'uneven-pairs': ({ sorted: { those }, choices }) =>
    about(
      those.uneven,
      'advice',
      'Sizes differ in a pair',
      `Both become ${pixelsWords(choices)}, each by itself: where their proportions differ, they do not lie over each other.`,
    ),
  pairs: ({ pairs, sorted: { looked } }) =>
    pairs && { level: 'fact', count: looked, title: 'Pairs', words: pairs.words, figure: grouped(looked) },
  'perhaps-pairs': perhapsPairs,
  'mixed-tones': mixedTones,
  copies: ({ sorted: { copies }, choices: { skip } }) => ({
    ...about(
      copies,
      'advice',
      'Copies',
      `Repeats are learned by heart. ${skip.includes('copies') ? 'The first of each is taken.' : 'All are taken; they can be skipped.'}`,
    ),
    figure: `${grouped(copies.count)} exact`,
  }),
  'near-copies': ({ sorted: { nearCopies }, choices: { skip } }) => ({
    ...about(
      nearCopies,
      'advice',
      'Near copies',
      `The same picture in another size or quality, or one very like it. ${skip.includes('near-copies') ? 'The first of each is taken.' : 'All are taken. Look at them before you decide.'}`,
    ),
    figure: `${grouped(nearCopies.count)} near`,
  }),
  blank: ({ sorted: { those }, choices: { skip } }) =>
    about(
      those.blank,
      'advice',
      'Nearly blank',
      skip.includes('blank') ? 'Skipped. Look at them before you decide.' : 'Taken, though they show next to nothing.',
    ),
  'too-small': ({ small, choices }) =>
    about(
      small,
      'advice',
      `Smaller than ${pixelsWords(choices)}`,
      'They are enlarged, and look soft beside the others.',
    ),
  'rare-label': rareLabel,
  'mixed-colour': mixedColour,
  sizes: (evidence) => {
    const { sizes, commonest } = evidence.sorted.counts;
    return {
      level: 'fact',
      count: sizes < 2 ? 0 : sizes,
      title: `${grouped(sizes)} different sizes`,
      words: sizesWords(evidence),
      figure: `most ${pixelsWords(commonest)}`,
    };
  },
  transparent: ({ sorted: { those }, choices: { background } }) =>
    about(
      those.transparent,
      'fact',
      'With transparency',
      background === 'contrast'
        ? 'Each is flattened over black, white or a grey, which it stands out from most.'
        : `Flattened over ${background}.`,
    ),
  turned: ({ sorted: { those } }) => about(those.turned, 'fact', 'Turned by EXIF', 'Shown upright from here on.'),
  deep: ({ sorted: { those } }) =>
    about(those.deep, 'fact', 'More than 8 bits', 'Rounded to 8 bits a channel, which is what networks are shown.'),
  moving: ({ sorted: { those } }) => about(those.moving, 'fact', 'Several frames', 'The first frame of each is taken.'),
  labels: foundLabels,
};
