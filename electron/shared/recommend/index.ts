import { stepsPerEpoch, totalSteps } from '../config/resolve.ts';
import type { RunSettings } from '../config/schema.ts';
import type { DatasetRecord } from '../dataset.ts';
import { adviceFor, settingsOf, type Reason } from './advice.ts';
import { chooseRecipe } from './recipe.ts';
import { recordedOf, type Recorded } from './recorded.ts';
import { configOf, productsOf, type Pace, type Subject } from './subject.ts';
import { about, digits, whole } from './words.ts';

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
  /** Of the machine it is for, as it was known; null where it was not. */
  pace: Pace | null;
  expectation: Expectation;
  /** The same as a command. */
  command: string;
}

/** A run goes on for so much longer than its pictures are expected to take. */
const LONGER = 1.5;
/** Images that a run sees where it is not recorded how many good pictures took: a night, on two cores. */
const LONG = 500_000;
const MOST_EPOCHS = 100_000;

/**
 * What to train on images, with its reasons: the same of the same images and the same measurements.
 * @param pace what this machine was measured to do; null where nothing was
 */
export function recommend(dataset: DatasetRecord, pace: Pace | null): Recommendation {
  const { count } = dataset;
  const { preset, why } = chooseRecipe(dataset);
  const recorded = recordedOf(preset.id, dataset.image);
  const images = recorded === null ? LONG : LONGER * recorded.good;
  const epochs = Math.min(MOST_EPOCHS, Math.max(1, Math.ceil(images / count)));
  const advised = adviceFor({ preset, settings: { epochs }, dataset }, pace);
  const subject: Subject = { preset, settings: { ...settingsOf(advised), epochs }, dataset };
  const reasons = [
    { what: preset.title, why },
    ...advised.map((one) => ({ what: one.what, why: one.why })),
    {
      what: `${whole(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`,
      why:
        recorded === null
          ? `It has seen ${whole(epochs * count)} images then. Stop it when you like what you see, or let it train longer.`
          : `By then it has seen ${whole(epochs * count)} images, half again as many as good pictures took.`,
    },
  ];
  return {
    dataset: dataset.id,
    preset: preset.id,
    title: preset.title,
    settings: subject.settings,
    reasons,
    pace,
    expectation: expect(subject, totalSteps(configOf(subject), count), recorded, pace),
    command: commandOf(subject),
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

export type { Pace } from './subject.ts';
