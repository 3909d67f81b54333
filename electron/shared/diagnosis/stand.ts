import { calmed, drift, gain, mean, settle, type Held } from './course.ts';
import type { Evidence } from './finding.ts';
import {
  AHEAD,
  AHEAD_OF_BOTH,
  CAUGHT_UP,
  FIRST_STEPS,
  GUESSING,
  KNEW,
  LONG_STEPS,
  longSteps,
  LUCKY,
  MOVED,
  PASSING,
  SURE,
  UNTAUGHT,
  VANISHED,
  VANISHED_STEPS,
} from './thresholds.ts';

/**
 * How a duel stands by what D is right about. untaught: it never learned to tell; ahead: it knows nearly all;
 * guessing: it cannot tell any more; passing: it takes most fakes for real; open: it is right more often than not.
 */
export type Stand = 'untaught' | 'ahead' | 'guessing' | 'passing' | 'open';

/** Accuracy on real images and on fakes, as equal halves. */
export const accuracyOf = ({ course }: Evidence): number[] => {
  const fake = course.of('dAccuracyFake');
  return course.of('dAccuracyReal').map((real, at) => (real + (fake[at] ?? Number.NaN)) / 2);
};

export function standOf(evidence: Evidence): Held<Stand> {
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

/**
 * How a lead of D goes. brief: too short to say; catching: G catches up; stuck: G does not; losing: and its loss rises;
 * vanishing: hardly any gradient is left to G.
 */
export type Lead = 'brief' | 'catching' | 'stuck' | 'losing' | 'vanishing';

/** G's gradient against the longest it was; never of a run that logs none. */
function vanished(gradients: readonly number[], at: number, held: boolean): boolean {
  const longest = Math.max(...gradients.slice(0, at + 1).filter(Number.isFinite));
  return (gradients[at] ?? Number.NaN) < longest * (held ? VANISHED.until : VANISHED.from);
}

/** How D's lead, which began with the stretch `since`, goes by its newest part: where a long lead began says little. */
export function leadOf(evidence: Evidence, since: number): Lead {
  const { course, record } = evidence;
  const [accuracy, loss] = [accuracyOf(evidence), course.of('gLoss')];
  const gradients = calmed(course.of('gGradientNorm'));
  const patience = longSteps(record.stepsPerEpoch);
  return settle<Lead>(course.steps.length, 'brief', (held, at) => {
    const step = course.steps[at] ?? 0;
    const from = Math.max(
      since,
      course.steps.findIndex((other) => other > step - LONG_STEPS),
    );
    if (at <= from) return 'brief';
    const lasted = step - course.begin(since);
    if (lasted >= VANISHED_STEPS && vanished(gradients, at, held === 'vanishing')) return 'vanishing';
    const moved = drift(loss.slice(from, at + 1));
    const lost = -gain(accuracy.slice(from, at + 1));
    const caught = held === 'catching';
    const falls = (accuracy[at] ?? 1) < SURE && -moved > (caught ? MOVED.until : MOVED.from);
    if (falls || lost > (caught ? CAUGHT_UP.until : CAUGHT_UP.from)) return 'catching';
    if (lasted < patience) return 'brief';
    return moved > (held === 'losing' ? MOVED.until : MOVED.from) ? 'losing' : 'stuck';
  }).state;
}
