import { assertNever } from '../assert-never.ts';
import { lossOf } from '../loss/index.ts';
import { calmed, leastFrom, mean, settle } from './course.ts';
import { say, seen, type Evidence, type Finding, type Rule } from './finding.ts';
import { againstLead, againstVanishing, againstWeakness } from './remedies.ts';
import { accuracyOf, leadOf, standOf } from './stand.ts';
import { AHEAD, AHEAD_OF_BOTH, FIRST_STEPS, KNEW, LATE, LATE_EPOCHS, LONG_STEPS, RISE } from './thresholds.ts';

const epochOf = (step: number, { record }: Evidence): number => Math.max(1, Math.round(step / record.stepsPerEpoch));

/** Its verdicts are between a real image and a fake: right about both, or about neither. */
const comparesPairs = ({ config }: Evidence['record']): boolean => lossOf(config).pairs === true;
const judged = (record: Evidence['record']): string => (comparesPairs(record) ? 'pairs' : 'images');

/** What D is right about, and G's loss: the numbers behind each finding about their duel. */
const duelNumbers = ({ course }: Evidence): Record<'dAccuracyReal' | 'dAccuracyFake' | 'gLoss', number> => ({
  dAccuracyReal: course.now('dAccuracyReal'),
  dAccuracyFake: course.now('dAccuracyFake'),
  gLoss: course.now('gLoss'),
});

/** D knows nearly all. Whether that is a lost duel, its length and G's answer tell; whose fault it is, they do not. */
function lead(evidence: Evidence, since: number): Finding {
  const { course, record } = evidence;
  const numbers = duelNumbers(evidence);
  const knows = comparesPairs(record)
    ? `The discriminator scores the real image higher in ${say.share(numbers.dAccuracyReal)} of the pairs`
    : `The discriminator knows ${say.share(numbers.dAccuracyReal)} of the real images and ${say.share(numbers.dAccuracyFake)} of the fakes`;
  const now = `G’s loss is ${say.number(numbers.gLoss)}`;
  const begun = course.begin(since);
  const common = { chart: 'accuracy', numbers, since: begun } as const;
  const state = leadOf(evidence, since);
  switch (state) {
    case 'brief':
      return seen({
        ...{ ...common, id: 'discriminator-ahead', severity: 'note' },
        title: 'The discriminator is ahead',
        text: `${knows}; ${now}. Many runs that end well begin so. If it stays so, the generator has little to learn from.`,
      });
    case 'catching':
      return seen({
        ...{ ...common, id: 'generator-catches-up', severity: 'note' },
        title: 'The discriminator is ahead, the generator catches up',
        text: `${knows}; ${now}. It knew more before, or G’s loss was higher: the pictures should get better.`,
      });
    case 'vanishing': {
      const gGradientNorm = course.now('gGradientNorm');
      return seen({
        ...{ ...common, id: 'discriminator-too-strong', severity: 'problem', chart: 'gradients' },
        numbers: { ...numbers, dFake: course.now('dFake'), gGradientNorm },
        title: 'The generator gets hardly any gradient',
        text:
          `${knows}, and the generator’s gradient is ${say.number(gGradientNorm)}, less than a tenth of the longest it was: a D ` +
          'that is never wrong does not say where to go. It seldom comes back by itself.',
        advice: againstVanishing(record),
        from: 'start',
      });
    }
    case 'stuck':
    case 'losing': {
      const stayed = Math.round(((course.steps.at(-1) ?? 0) - begun) / 100) * 100;
      const rises = state === 'losing';
      return seen({
        ...{ ...common, id: 'discriminator-too-strong', severity: rises ? 'problem' : 'advice' },
        title: rises ? 'The generator is losing the duel' : 'The generator does not catch up',
        text:
          `${knows}, and has for about ${stayed.toLocaleString('en-US')} steps; ${now} and ` +
          `${rises ? 'rises' : 'does not fall'}. ${whyLeadHurts(evidence)} If the pictures no longer get better, change ` +
          'the pace of one of the two.',
        advice: againstLead(record),
      });
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
  const so = mean(accuracyOf(evidence).filter((_, at) => (course.steps[at] ?? 0) > FIRST_STEPS));
  const early = (course.steps.at(-1) ?? 0) < LONG_STEPS;
  return seen({
    ...{ id: 'discriminator-too-weak', severity: early ? 'note' : 'advice', chart: 'accuracy', since: 0 },
    numbers: { ...duelNumbers(evidence), dAccuracySoFar: so },
    title: early ? 'The discriminator tells nothing apart yet' : 'The discriminator has learned nothing',
    text:
      `Over the whole run it was right about ${say.share(so)} of the ${judged(record)}; a coin is right about 50 %. ` +
      'What it cannot see, the generator cannot learn from it' +
      (early ? '.' : ': make it faster, or give it wider layers.'),
    advice: early ? [] : againstWeakness(record),
  });
}

function guessingD(evidence: Evidence, since: number): Finding {
  const { course, record } = evidence;
  const accuracy = calmed(accuracyOf(evidence));
  const best = leastFrom(
    accuracy.map((value) => -value),
    0,
  );
  const knew = accuracy[best] ?? Number.NaN;
  const numbers = duelNumbers(evidence);
  const now = `It is right about ${say.share((numbers.dAccuracyReal + numbers.dAccuracyFake) / 2)} of the ${judged(record)}`;
  const common = {
    id: 'discriminator-guesses',
    severity: 'note',
    chart: 'accuracy',
    since: course.begin(since),
  } as const;
  if (!(knew >= KNEW))
    return seen({
      ...{ ...common, numbers },
      title: 'The discriminator hardly tells real from fake',
      text: `${now}, and never knew much more so far.`,
    });
  return seen({
    ...{ ...common, numbers: { ...numbers, dAccuracyAtBest: knew } },
    title: 'The discriminator can hardly tell any more',
    text:
      `${now}, after ${say.share(knew)} near epoch ${epochOf(course.steps[best] ?? 0, evidence)}. Either the fakes have become ` +
      'as good as that, or it has lost its way: the pictures tell which.',
  });
}

const duel: Rule = (evidence) => {
  const { course, balance } = evidence;
  const { state, since } = standOf(evidence);
  const numbers = duelNumbers(evidence);
  const [real, fake] = [numbers.dAccuracyReal, numbers.dAccuracyFake];
  if (!Number.isFinite(real + fake)) return null;
  const common = { chart: 'accuracy', numbers, since: course.begin(since) } as const;
  switch (state) {
    case 'untaught':
      return untaughtD(evidence);
    case 'ahead':
      return lead(evidence, since);
    case 'guessing':
      return guessingD(evidence, since);
    case 'passing':
      return seen({
        ...{ ...common, id: 'fakes-pass', severity: 'note' },
        title: 'Most fakes pass',
        text:
          `The discriminator catches ${say.share(fake)} of the fakes and accepts ${say.share(real)} of the real images: it says ` +
          '“real” of nearly everything. That passes in most runs; the pictures tell how good G is.',
      });
    case 'open':
      // Numbers that just became a lead are no fair fight, whatever holds so far.
      if ((real + fake) / 2 >= AHEAD.from && Math.min(real, fake) >= AHEAD_OF_BOTH)
        return lead(evidence, Math.max(0, course.steps.length - 1));
      return seen({
        ...{ ...common, id: 'fair-fight', severity: 'well' },
        title: 'A fair fight',
        text:
          (comparesPairs(evidence.record)
            ? `The discriminator scores the real image higher in ${say.share(real)} of the pairs: G has `
            : `The discriminator accepts ${say.share(real)} of the real images and catches ${say.share(fake)} of the fakes: G has `) +
          'something to learn from. Neither loss has to fall' +
          (balance ? ` (an even duel holds D’s at ${balance.words})` : '') +
          ': pictures tell how good G is.',
      });
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
  const [gLossAtBest, gLoss] = [loss[best] ?? Number.NaN, course.now('gLoss')];
  return seen({
    ...{ id: 'generator-loss-rises', severity: 'advice', chart: 'loss', numbers: { gLossAtBest, gLoss }, since: step },
    title: 'The generator’s loss rises again',
    text:
      `From ${say.number(gLossAtBest)} near epoch ${epochOf(step, evidence)} to ${say.number(gLoss)} now. ` +
      'Late in a run samples often get worse with it: compare the pictures, and take the earlier epoch if it is the better one.',
    step,
  });
};

/** For losses whose D is a classifier. */
export const classifierRules: readonly Rule[] = [duel, lateRise];
