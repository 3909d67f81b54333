import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import { leastFrom, mean, newestQuarter, now, quarterBefore } from './course.ts';
import { say, type Evidence, type Rule } from './finding.ts';
import { EVEN, FLAT, GUESSING, LATE, LATE_EPOCHS, RISE, WINNING } from './thresholds.ts';

/** Accuracy on real images and on fakes, as equal halves. */
const accuracy = ({ course }: Evidence): number[] => {
  const fake = course.of('dAccuracyFake');
  return course.of('dAccuracyReal').map((real, part) => (real + (fake[part] ?? Number.NaN)) / 2);
};

/** Whether G's loss hardly moved in the newest half. */
function isFlat(values: readonly number[]): boolean {
  const before = quarterBefore(values);
  return Math.abs(newestQuarter(values) - before) <= FLAT * Math.max(Math.abs(before), FLAT);
}

/** Why a D that is always right leaves G without direction, for each loss. */
function whyTooStrong(config: RunConfig): string {
  switch (config['loss.kind']) {
    case 'cross-entropy':
      return config['loss.generator'] === 'minimax'
        ? 'With the minimax goal the gradient that reaches G is then close to zero: the non-saturating goal was made against this.'
        : 'Where D is sure of everything, its answer hardly changes with the image, and the gradient that reaches G vanishes.';
    case 'least-squares':
      return 'Its scores sit at their targets, so that they hardly change with the image, and G gets little direction.';
    case 'hinge':
      return 'Beyond the margin its own loss is zero: D stops learning, and what it tells G becomes stale.';
    case 'wasserstein':
      return '';
    default:
      return assertNever(config['loss.kind']);
  }
}

/** Noise on targets is a remedy only where the loss has targets. */
const remedies = (config: RunConfig): string =>
  config['loss.kind'] === 'hinge'
    ? 'Try a lower learning rate for D, instance noise or spectral norm.'
    : 'Try a lower learning rate for D, instance noise or smoothed targets.';

const tooStrong: Rule = (evidence) => {
  const { course, record } = evidence;
  const [real, fake] = [now(course.of('dAccuracyReal')), now(course.of('dAccuracyFake'))];
  if (Math.min(real, fake) < WINNING) return null;
  const loss = course.of('gLoss');
  const flat = isFlat(loss);
  const catching = !flat && newestQuarter(loss) < quarterBefore(loss);
  const seen = `It knows ${say.share(real)} of the real images and ${say.share(fake)} of the fakes, and G’s loss `;
  if (catching)
    return {
      tone: 'advice',
      title: 'The discriminator is far ahead',
      text: `${seen}falls: G still learns from it. Watch whether the pictures go on changing.`,
      step: null,
    };
  return {
    tone: 'problem',
    title: 'The discriminator is too strong',
    text: `${seen}${flat ? `stays at ${say.number(now(loss))}` : 'rises'}. ${whyTooStrong(record.config)} ${remedies(record.config)}`,
    step: null,
  };
};

const tooWeak: Rule = (evidence) => {
  const best = Math.max(...accuracy(evidence).filter(Number.isFinite));
  if (!(best < GUESSING)) return null;
  return {
    tone: 'advice',
    title: 'The discriminator has guessed from the start',
    text:
      `It was never right about more than ${say.share(best)} of the images. If the pictures are still noise, it is too ` +
      'weak to teach G: give it a higher learning rate, more updates a step or wider layers.',
    step: null,
  };
};

/** Only losses whose least value is 0 tell by rising that G loses ground. */
const comparable = ({ config }: Evidence['record']): boolean =>
  config['loss.kind'] === 'least-squares' ||
  (config['loss.kind'] === 'cross-entropy' && config['loss.generator'] === 'non-saturating');

const lateRise: Rule = ({ record, course }) => {
  const loss = course.of('gLoss');
  const epochs = (course.steps.at(-1) ?? 0) / record.stepsPerEpoch;
  if (!comparable(record) || epochs < LATE_EPOCHS || loss.length < 8) return null;
  const best = leastFrom(loss, Math.floor(loss.length * LATE));
  const least = loss[best] ?? Number.NaN;
  const peak = Math.max(...loss.slice(0, best));
  const [before, after] = [quarterBefore(loss), newestQuarter(loss)];
  // It fell before, and has risen since, and still does.
  if (!(peak > least * (1 + RISE) && now(loss) > least * (1 + RISE) && after > before)) return null;
  const step = course.steps[best] ?? 0;
  const epoch = Math.max(1, Math.round(step / record.stepsPerEpoch));
  return {
    tone: 'advice',
    title: 'The generator’s loss rises again',
    text:
      `From ${say.number(least)} near epoch ${epoch} to ${say.number(now(loss))} now. Late in a run samples often get worse ` +
      'with it: compare the pictures, stop, and take the earlier epoch if it is the better one.',
    step,
  };
};

const even: Rule = (evidence) => {
  const { balance, course } = evidence;
  const real = course.of('dLoss');
  if (!balance || Math.abs(now(real) - balance.at) > EVEN * balance.at) return null;
  if (!(Math.max(...accuracy(evidence).filter(Number.isFinite)) >= GUESSING)) return null;
  const words = balance.words.includes('ln') ? `${balance.words} = ${say.number(balance.at)}` : balance.words;
  return {
    tone: 'well',
    title: 'An even duel',
    text:
      `D’s loss of ${say.number(now(real))} is close to ${words}, where it cannot tell real from fake. Losses do not ` +
      'settle lower, and say little about quality: judge by the pictures.',
    step: null,
  };
};

const fairFight: Rule = (evidence) => {
  const { course } = evidence;
  const [real, fake] = [now(course.of('dAccuracyReal')), now(course.of('dAccuracyFake'))];
  const others = [tooStrong, tooWeak, even].some((rule) => rule(evidence) !== null);
  if (others || !Number.isFinite(mean([real, fake]))) return null;
  return {
    tone: 'well',
    title: real + fake > 2 * GUESSING ? 'A fair fight' : 'The generator holds its own',
    text:
      `The discriminator accepts ${say.share(real)} of the real images and catches ${say.share(fake)} of the fakes. ` +
      'Neither loss has to fall: pictures tell how good G is.',
    step: null,
  };
};

/** For losses whose D is a classifier. */
export const classifierRules: readonly Rule[] = [tooStrong, tooWeak, lateRise, even, fairFight];
