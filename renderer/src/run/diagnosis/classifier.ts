import { assertNever } from '@shared/assert-never.ts';
import { lossOf } from '@shared/loss/index.ts';
import { count } from '../../lib/format.ts';
import { calmed, drift, gain, leastFrom, mean, settle, type Held } from './course.ts';
import { say, seen, type Evidence, type Finding, type Rule } from './finding.ts';
import { againstLead, againstWeakness } from './remedies.ts';
import {
  AHEAD,
  AHEAD_OF_BOTH,
  CAUGHT_UP,
  FIRST_STEPS,
  GUESSING,
  KNEW,
  LATE,
  LATE_EPOCHS,
  LONG_STEPS,
  LUCKY,
  MOVED,
  PASSING,
  RISE,
  SURE,
  UNTAUGHT,
} from './thresholds.ts';

/**
 * How a duel stands by what D is right about. untaught: it never learned to tell; ahead: it knows nearly all;
 * guessing: it cannot tell any more; passing: it takes most fakes for real; open: it is right more often than not.
 */
type Stand = 'untaught' | 'ahead' | 'guessing' | 'passing' | 'open';

/** Accuracy on real images and on fakes, as equal halves. */
const accuracyOf = ({ course }: Evidence): number[] => {
  const fake = course.of('dAccuracyFake');
  return course.of('dAccuracyReal').map((real, at) => (real + (fake[at] ?? Number.NaN)) / 2);
};

function standOf(evidence: Evidence): Held<Stand> {
  const { course } = evidence;
  const [real, fake, accuracy] = [course.of('dAccuracyReal'), course.of('dAccuracyFake'), accuracyOf(evidence)];
  const first = course.steps.findIndex((step) => step > FIRST_STEPS);
  const untaught = (held: boolean, at: number): boolean => {
    // What single stretches of a D that learns nothing say is luck; the whole is not.
    if (first < 0 || at <= first) return false;
    const so = accuracy.slice(first, at + 1);
    const lucky = so.filter((value) => value >= KNEW).length / so.length;
    return held ? mean(so) < UNTAUGHT.until && lucky <= LUCKY.until : mean(so) < UNTAUGHT.from && lucky <= LUCKY.from;
  };
  return settle<Stand>(course.steps.length, 'open', (held, at) => {
    const [now, ofReal, ofFake] = [accuracy[at] ?? 0, real[at] ?? 0, fake[at] ?? 0];
    if (!Number.isFinite(now)) return held;
    if (untaught(held === 'untaught', at)) return 'untaught';
    if (now >= (held === 'ahead' ? AHEAD.until : AHEAD.from) && Math.min(ofReal, ofFake) >= AHEAD_OF_BOTH)
      return 'ahead';
    if (now < (held === 'guessing' ? GUESSING.until : GUESSING.from)) return 'guessing';
    return ofFake < (held === 'passing' ? PASSING.until : PASSING.from) ? 'passing' : 'open';
  });
}

const epochOf = (step: number, { record }: Evidence): number => Math.max(1, Math.round(step / record.stepsPerEpoch));

/** How a lead of D goes. brief: too short to say; catching: G catches up; stuck: G does not; losing: and its loss rises. */
type Lead = 'brief' | 'catching' | 'stuck' | 'losing';

/** How D's lead, which began with the stretch `since`, goes by its newest part: where a long lead began says little. */
function leadOf(evidence: Evidence, since: number): Lead {
  const { course } = evidence;
  const [accuracy, loss] = [accuracyOf(evidence), course.of('gLoss')];
  return settle<Lead>(course.steps.length, 'brief', (held, at) => {
    const step = course.steps[at] ?? 0;
    const from = Math.max(
      since,
      course.steps.findIndex((other) => other > step - LONG_STEPS),
    );
    if (at <= from) return 'brief';
    const moved = drift(loss.slice(from, at + 1));
    const lost = -gain(accuracy.slice(from, at + 1));
    const caught = held === 'catching';
    const falls = (accuracy[at] ?? 1) < SURE && -moved > (caught ? MOVED.until : MOVED.from);
    if (falls || lost > (caught ? CAUGHT_UP.until : CAUGHT_UP.from)) return 'catching';
    if (step - (course.steps[since - 1] ?? 0) < LONG_STEPS) return 'brief';
    return moved > (held === 'losing' ? MOVED.until : MOVED.from) ? 'losing' : 'stuck';
  }).state;
}

/** D knows nearly all. Whether that is a lost duel, its length and G's answer tell; whose fault it is, they do not. */
function lead(evidence: Evidence, since: number): Finding {
  const { course, record } = evidence;
  const [real, fake] = [course.now('dAccuracyReal'), course.now('dAccuracyFake')];
  const knows = `The discriminator knows ${say.share(real)} of the real images and ${say.share(fake)} of the fakes`;
  const now = `G’s loss is ${say.number(course.now('gLoss'))}`;
  const state = leadOf(evidence, since);
  switch (state) {
    case 'brief':
      return seen(
        'note',
        'The discriminator is ahead',
        `${knows}; ${now}. Many runs that end well begin so. If it stays so, the generator has little to learn from.`,
      );
    case 'catching':
      return seen(
        'note',
        'The discriminator is ahead, the generator catches up',
        `${knows}; ${now}. It knew more before, or G’s loss was higher: the pictures should get better.`,
      );
    case 'stuck':
    case 'losing': {
      const stayed = (course.steps.at(-1) ?? 0) - (course.steps[since - 1] ?? 0);
      const rises = state === 'losing';
      return seen(
        rises ? 'problem' : 'advice',
        rises ? 'The generator is losing the duel' : 'The generator does not catch up',
        `${knows}, and has for about ${count(Math.round(stayed / 100) * 100)} steps; ${now} and ` +
          `${rises ? 'rises' : 'does not fall'}. ${whyLeadHurts(evidence)} If the pictures no longer get better, change ` +
          'the pace of one of the two.',
        { remedies: againstLead(record) },
      );
    }
    default:
      return assertNever(state);
  }
}

/** Why a D that is always right leaves G without direction. */
const whyLeadHurts = ({ record: { config } }: Evidence): string =>
  lossOf(config).ahead?.(config['loss.generator']) ?? '';

function untaughtD(evidence: Evidence): Finding {
  const { course, record } = evidence;
  const so = accuracyOf(evidence).filter((_, at) => (course.steps[at] ?? 0) > FIRST_STEPS);
  const early = (course.steps.at(-1) ?? 0) < LONG_STEPS;
  return seen(
    early ? 'note' : 'advice',
    early ? 'The discriminator tells nothing apart yet' : 'The discriminator has learned nothing',
    `Over the whole run it was right about ${say.share(mean(so))} of the images; a coin is right about 50 %. ` +
      'What it cannot see, the generator cannot learn from it' +
      (early ? '.' : ': make it faster, or give it wider layers.'),
    { remedies: early ? [] : againstWeakness(record) },
  );
}

function guessingD(evidence: Evidence): Finding {
  const { course } = evidence;
  const accuracy = calmed(accuracyOf(evidence));
  const best = leastFrom(
    accuracy.map((value) => -value),
    0,
  );
  const knew = accuracy[best] ?? Number.NaN;
  const now = `It is right about ${say.share((course.now('dAccuracyReal') + course.now('dAccuracyFake')) / 2)} of the images`;
  if (!(knew >= KNEW))
    return seen('note', 'The discriminator hardly tells real from fake', `${now}, and never knew much more so far.`);
  return seen(
    'note',
    'The discriminator can hardly tell any more',
    `${now}, after ${say.share(knew)} near epoch ${epochOf(course.steps[best] ?? 0, evidence)}. Either the fakes have become ` +
      'as good as that, or it has lost its way: the pictures tell which.',
  );
}

const duel: Rule = (evidence) => {
  const { course, balance } = evidence;
  const { state, since } = standOf(evidence);
  const [real, fake] = [course.now('dAccuracyReal'), course.now('dAccuracyFake')];
  if (!Number.isFinite(real + fake)) return null;
  switch (state) {
    case 'untaught':
      return untaughtD(evidence);
    case 'ahead':
      return lead(evidence, since);
    case 'guessing':
      return guessingD(evidence);
    case 'passing':
      return seen(
        'note',
        'Most fakes pass',
        `The discriminator catches ${say.share(fake)} of the fakes and accepts ${say.share(real)} of the real images: it says ` +
          '“real” of nearly everything. That passes in most runs; the pictures tell how good G is.',
      );
    case 'open':
      return seen(
        'well',
        'A fair fight',
        `The discriminator accepts ${say.share(real)} of the real images and catches ${say.share(fake)} of the fakes: G has ` +
          'something to learn from. Neither loss has to fall' +
          (balance ? ` (an even duel holds D’s at ${balance.words})` : '') +
          ': pictures tell how good G is.',
      );
    default:
      return assertNever(state);
  }
};

/** Only losses whose least value is 0 tell by rising that G loses ground. */
const comparable = ({ config }: Evidence['record']): boolean =>
  lossOf(config).least.generator(config['loss.generator']) === 0;

const lateRise: Rule = (evidence) => {
  const { record, course } = evidence;
  const loss = calmed(course.of('gLoss'));
  const least = (at: number): number => leastFrom(loss, Math.ceil(at * LATE), at);
  const { state } = settle(loss.length, false, (held, at) => {
    if ((course.steps[at] ?? 0) < LATE_EPOCHS * record.stepsPerEpoch) return false;
    const bottom = loss[least(at)] ?? Number.NaN;
    // It fell before, and has risen since.
    const fell = Math.max(...loss.slice(0, least(at))) > bottom * (1 + RISE.from);
    return fell && (loss[at] ?? 0) > bottom * (1 + (held ? RISE.until : RISE.from));
  });
  if (!comparable(record) || !state || standOf(evidence).state === 'ahead') return null;
  const best = least(loss.length - 1);
  const step = course.steps[best] ?? 0;
  return seen(
    'advice',
    'The generator’s loss rises again',
    `From ${say.number(loss[best] ?? null)} near epoch ${epochOf(step, evidence)} to ${say.number(course.now('gLoss'))} now. ` +
      'Late in a run samples often get worse with it: compare the pictures, and take the earlier epoch if it is the better one.',
    { step },
  );
};

/** For losses whose D is a classifier. */
export const classifierRules: readonly Rule[] = [duel, lateRise];
