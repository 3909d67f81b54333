import { DIFF_AUGMENT } from '../config/diff-augment.ts';
import { heldOutCount } from '../config/held-out.ts';
import { stepsPerEpoch, totalSteps } from '../config/resolve.ts';
import type { RunSettings } from '../config/schema.ts';
import type { DatasetRecord } from '../dataset.ts';
import { FEW_TO_TRAIN_ON } from './few.ts';
import { chooseRecipe } from './recipe.ts';
import { recordedOf, type Recorded } from './recorded.ts';
import { chooseWidth, configOf, productsOf, type Pace, type Subject } from './width.ts';
import { about, digits, shareWords, whole } from './words.ts';

/** One thing that is recommended, and why. */
export interface Reason {
  what: string;
  why: string;
}

/** When what is to be expected, and what that rests on. */
export interface Expectation {
  /** Of training, by what this machine was measured to do; null where nothing was. */
  secondsPerStep: number | null;
  /** Of the whole run. */
  steps: number;
  /** Images that a recorded run had seen; null where none is recorded of such images. */
  images: Pick<Recorded, 'recognisable' | 'good'> | null;
  /** In sentences. */
  words: string[];
}

/** What to train on some images. */
export interface Recommendation {
  dataset: string;
  preset: string;
  /** The recipe's name. */
  title: string;
  /** What differs from the recipe as it comes. */
  settings: Partial<RunSettings>;
  reasons: Reason[];
  expectation: Expectation;
  /** The same as a command. */
  command: string;
}

const BATCH = 64;
/** A run goes on for so much longer than its pictures are expected to take. */
const LONGER = 1.5;
/** Images that a run sees where it is not recorded how many good pictures took: a night, on two cores. */
const LONG = 500_000;
/** Share of the images that a run sees: "a few per cent" is usual (Karras et al. 2018; Huang et al. 2024). */
const HALF_LIFE = 0.02;
const SHARE_HELD_OUT = 5;
const MOST_EPOCHS = 100_000;

const batchFor = (count: number): number =>
  Math.max(2, Math.min(BATCH, 2 ** Math.floor(Math.log2(Math.max(2, count)))));

/**
 * What to train on images, with its reasons: the same of the same images and the same measurements.
 * @param pace what this machine was measured to do; null where nothing was
 */
export function recommend(dataset: DatasetRecord, pace: Pace | null): Recommendation {
  const { count } = dataset;
  const { preset, why } = chooseRecipe(dataset);
  const settings: Partial<RunSettings> = {};
  const reasons: Reason[] = [{ what: preset.title, why }];
  const subject = (): Subject => ({ preset, settings, dataset });

  const published = preset.defaults.batch ?? BATCH;
  settings.batch = Math.min(batchFor(count), published);
  if (preset.family !== 'dense') {
    const { width, why: reason } = chooseWidth(subject(), pace);
    settings['network.width'] = width;
    reasons.push({ what: shareWords(width), why: reason });
  }
  reasons.push({
    what: `batches of ${settings.batch}`,
    why:
      settings.batch < Math.min(BATCH, published)
        ? 'There are no more images.'
        : 'Small batches make more steps of the same time.',
  });
  if (count <= FEW_TO_TRAIN_ON) {
    // A recipe that augments does it as its authors have it.
    if (DIFF_AUGMENT.every((key) => preset.defaults[key] === undefined))
      for (const key of DIFF_AUGMENT) settings[key] = 'on';
    reasons.push({
      what: 'DiffAugment',
      why: `Of ${whole(count)} images D would learn each by heart; it sees each one changed a little every time.`,
    });
    if (heldOutCount(SHARE_HELD_OUT, count) > 0) {
      settings['images.heldOut'] = SHARE_HELD_OUT;
      reasons.push({
        what: `${whole(heldOutCount(SHARE_HELD_OUT, count))} images held out`,
        why: 'They show when D begins to know the others by heart.',
      });
    }
  }

  const recorded = recordedOf(preset.id, dataset.image);
  const images = recorded === null ? LONG : LONGER * recorded.good;
  const epochs = Math.min(MOST_EPOCHS, Math.max(1, Math.ceil(images / count)));
  settings.epochs = epochs;
  reasons.push({
    what: `${whole(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`,
    why:
      recorded === null
        ? `It has seen ${whole(epochs * count)} images then. Stop it when you like what you see, or let it train longer.`
        : `By then it has seen ${whole(epochs * count)} images, half again as many as good pictures took.`,
  });
  const config = configOf(subject());
  const steps = totalSteps(config, count);
  const seen = steps * config.batch;
  const halfLife = Math.max(1, Math.round((HALF_LIFE * seen) / 1000)) * 1000;
  settings['ema.halfLife'] = halfLife;
  settings['ema.warmup'] = 'seen';
  reasons.push({
    what: `an EMA with a half-life of ${whole(halfLife)} images`,
    why: 'The mean of G’s last weights draws steadier pictures; its memory is 2 % of the run, and shorter at first.',
  });
  return {
    dataset: dataset.id,
    preset: preset.id,
    title: preset.title,
    settings,
    reasons,
    expectation: expect(subject(), steps, recorded, pace),
    command: commandOf(subject()),
  };
}

function expect(subject: Subject, steps: number, recorded: Recorded | null, pace: Pace | null): Expectation {
  const secondsPerStep = pace && productsOf(subject) / pace.products;
  const perEpoch = stepsPerEpoch(configOf(subject), subject.dataset.count);
  const images = recorded && { recognisable: recorded.recognisable, good: recorded.good };
  return { secondsPerStep, steps, images, words: sentences() };

  function sentences(): string[] {
    const { batch } = configOf(subject);
    if (secondsPerStep === null || pace === null)
      return [
        'How long it takes was not measured on this machine yet.',
        ...(recorded ? [`${restsOn(recorded)}.`] : []),
      ];
    const time = `${digits(secondsPerStep)} s a step here, ${pace.from}`;
    if (!recorded)
      return [
        `The run takes ${about(secondsPerStep * steps)}: ${time}.`,
        'No run of this recipe on such images is recorded: when its pictures are good is not known.',
      ];
    const after = (seen: number): string => about((secondsPerStep * seen) / batch);
    return [
      `Recognisable after ${after(recorded.recognisable)}, good after ${after(recorded.good)}: ${time}.`,
      `${restsOn(recorded)}; yours may take others. An epoch is ${whole(perEpoch)} ${perEpoch === 1 ? 'step' : 'steps'}.`,
    ];
  }
}

/** What an expectation rests on. */
const restsOn = ({ run, recognisable, good }: Recorded): string =>
  `In a run on ${run} pictures were recognisable after ${whole(recognisable)} images, good after ${whole(good)}`;

/** Settings whose key is one word have a flag of their own. */
function commandOf({ preset, settings, dataset }: Subject): string {
  const flags = Object.entries(settings).map(([key, value]) =>
    key.includes('.') ? `--set ${key}=${value}` : `--${key} ${value}`,
  );
  return ['forger train', `--preset ${preset.id}`, `--dataset ${dataset.id}`, ...flags].join(' ');
}

/** What a command line or a window says first. */
export const headline = ({ reasons }: Recommendation): string => {
  const [recipe, ...rest] = reasons.map(({ what }) => what);
  return `${recipe ?? ''}: ${rest.join(', ')}.`;
};

export type { Pace } from './width.ts';
