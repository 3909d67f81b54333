import { DIFF_AUGMENT } from '../config/diff-augment.ts';
import { heldOutCount } from '../config/held-out.ts';
import { totalSteps } from '../config/resolve.ts';
import { keepsAverage, SEEN_SHARE } from '../config/schedules.ts';
import type { ConfigKey, RunConfig, RunSettings } from '../config/schema.ts';
import { LONGEST_HALF_LIFE } from '../config/sections/average.ts';
import { FEW_TO_TRAIN_ON } from './few.ts';
import { fits, imagesOf } from './recipe.ts';
import { configOf, recipeOn, type Pace, type Subject } from './subject.ts';
import { chooseWidth } from './width.ts';
import { shareWords, whole } from './words.ts';

/** One thing that is advised or recommended, and why. */
export interface Reason {
  what: string;
  why: string;
}

/** What is done otherwise today than a recipe has it, or known to be good where the recipe has it so already. */
export interface Advised extends Reason {
  /** None where the recipe's authors have their own. */
  settings: Partial<RunSettings>;
}

/** Of a recipe with what its user chose and what was advised before; null where it has nothing to say. */
type Rule = (subject: Subject, pace: Pace | null) => Advised | null;

const BATCH = 64;
/** Where the guide begins with fewer (docs/guide/recipes.md). */
const SMALLER_BATCH: Readonly<Record<string, number>> = { r3gan: 32 };
/** Share of the images that a run sees: "a few per cent" is usual (Karras et al. 2018; Huang et al. 2024). */
const HALF_LIFE = 0.02;
const SHARE_HELD_OUT = 5;

const publishedBatch = (subject: Subject): number => recipeOn(subject).batch;

/** Dense recipes stay with theirs: what smaller ones do for them is not known. */
function usualBatch(subject: Subject): number {
  const { preset } = subject;
  const published = publishedBatch(subject);
  return preset.family === 'dense' ? published : Math.min(SMALLER_BATCH[preset.id] ?? BATCH, published);
}

/** As large as usual, or the largest power of two of fewer images. */
const advisedBatch = (subject: Subject): number =>
  Math.min(usualBatch(subject), 2 ** Math.floor(Math.log2(Math.max(2, subject.dataset.count))));

const chosenBatch = (subject: Subject): number => subject.settings.batch ?? advisedBatch(subject);

const width: Rule = (subject, pace) => {
  if (subject.own || subject.preset.family === 'dense') return null;
  const settings = { ...subject.settings, batch: chosenBatch(subject) };
  const { width: share, why } = chooseWidth({ ...subject, settings }, pace);
  return { settings: { 'network.width': share }, what: shareWords(share), why };
};

const batch: Rule = (subject) => {
  const size = advisedBatch(subject);
  const why =
    size < usualBatch(subject)
      ? 'There are no more images.'
      : subject.preset.family === 'dense'
        ? 'As its authors have it.'
        : 'Small batches make more steps of the same time.';
  return { settings: { batch: size }, what: `batches of ${size}`, why };
};

/** A recipe that counts steps sees as many images as ever. */
const length: Rule = (subject) => {
  const { preset, settings } = subject;
  const [size, published] = [advisedBatch(subject), publishedBatch(subject)];
  const { steps = 0 } = preset.defaults;
  const chosen = settings.steps !== undefined || settings.epochs !== undefined;
  if (steps === 0 || chosen || settings.batch !== size || size >= published) return null;
  const more = Math.round((steps * published) / size);
  return {
    settings: { steps: more },
    what: `${whole(more)} steps`,
    why: `With the smaller batch it sees as many images then as in ${whole(steps)} steps of ${published}.`,
  };
};

const augmentation: Rule = (subject) => {
  const { preset, dataset } = subject;
  if (dataset.count > FEW_TO_TRAIN_ON || configOf(subject)['ada.kind'] !== 'off') return null;
  const authors = DIFF_AUGMENT.some((key) => preset.defaults[key] !== undefined);
  return {
    settings: authors ? {} : Object.fromEntries(DIFF_AUGMENT.map((key) => [key, 'on'])),
    what: 'DiffAugment',
    why: `Of ${whole(dataset.count)} images D would learn each by heart; it sees each one changed a little every time (Zhao et al. 2020).`,
  };
};

const heldOut: Rule = ({ preset, dataset: { count } }) => {
  const images = heldOutCount(SHARE_HELD_OUT, count);
  if (count > FEW_TO_TRAIN_ON || images === 0 || preset.defaults['images.heldOut'] !== undefined) return null;
  return {
    settings: { 'images.heldOut': SHARE_HELD_OUT },
    what: `${whole(images)} images held out`,
    why: 'They show when D begins to know the others by heart.',
  };
};

/** Images after which half of what an EMA held is left. */
function ownHalfLife(config: RunConfig): number {
  const { 'ema.halfLife': images, 'ema.decay': kept, batch: size, 'steps.generatorEvery': every } = config;
  return images > 0 ? images : (size * every * Math.log(0.5)) / Math.log(kept);
}

const average: Rule = (subject) => {
  const { settings, dataset } = subject;
  // By the share that somebody keeps at each step.
  if (settings['ema.decay'] !== undefined) return null;
  const config = configOf(subject);
  const seen = totalSteps(config, dataset.count) * config.batch;
  const { 'ema.decay': decay, 'ema.halfLife': halfLife, 'ema.warmup': warmup } = recipeOn(subject);
  const authors = { ...config, 'ema.decay': decay, 'ema.halfLife': halfLife };
  const own = keepsAverage(authors) ? ownHalfLife(authors) : null;
  if (own !== null && own <= SEEN_SHARE * seen)
    return { settings: {}, what: 'the recipe’s own EMA', why: 'Its memory is short beside the run.' };
  const images = Math.min(LONGEST_HALF_LIFE, Math.max(1, Math.round((HALF_LIFE * seen) / 1000)) * 1000);
  return {
    settings: { 'ema.halfLife': images, 'ema.warmup': warmup === 'none' ? 'seen' : warmup },
    what: `an EMA with a half-life of ${whole(images)} images`,
    why:
      own === null
        ? 'The mean of G’s last weights draws steadier pictures (Yazıcı et al. 2019); its memory is 2 % of the run (Karras et al. 2018), and shorter at first.'
        : `The recipe’s ${whole(Math.round(own / 100) * 100)} images are long beside the ${whole(seen)} that this run sees; 2 % of the run are usual (Karras et al. 2018).`,
  };
};

const RULES: readonly Rule[] = [width, batch, length, augmentation, heldOut, average];

/**
 * What is known today to be good for a recipe on some images, in a run of its length: the same of the same. What the subject's settings
 * say is taken as chosen, and what follows goes by it. Nothing where the recipe is not for these images.
 * @param pace what this machine was measured to do; null where nothing was
 */
export function adviceFor(subject: Subject, pace: Pace | null): Advised[] {
  if (!subject.own && !fits(subject.preset, imagesOf(subject.dataset), subject.settings)) return [];
  const advised: Advised[] = [];
  for (const rule of RULES) {
    const found = rule({ ...subject, settings: { ...settingsOf(advised), ...subject.settings } }, pace);
    if (found) advised.push(found);
  }
  return advised;
}

/** The same, of each only the settings that are not as the recipe has them. */
export function differencesOf(subject: Subject, pace: Pace | null): Advised[] {
  const recipe = recipeOn(subject);
  return adviceFor(subject, pace)
    .map(({ settings, ...said }) => ({ ...said, settings: changedOf(settings, recipe) }))
    .filter(({ settings }) => Object.keys(settings).length > 0);
}

const changedOf = (settings: Partial<RunSettings>, recipe: RunConfig): Partial<RunSettings> =>
  Object.fromEntries(Object.entries(settings).filter(([key, value]) => recipe[key as ConfigKey] !== value));

/** All that is advised, as settings. */
export const settingsOf = (advised: readonly Advised[]): Partial<RunSettings> =>
  Object.assign({}, ...advised.map(({ settings }) => settings)) as Partial<RunSettings>;
