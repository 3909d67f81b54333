import { bestBy, scoresOf } from '../checkpoint-evaluation.ts';
import { MEASURED, type MeasuredId } from '../measured.ts';
import { scheduleOf } from '../schedule.ts';
import { pastBest } from '../score.ts';
import { say, seen, type Evidence, type Rule } from './finding.ts';
import { againstCopies, againstGrain, againstPattern, afterBest } from './remedies.ts';
import { COPIES, EVALUATIONS_AGREED, FIRST_STEPS, GRAINY, PATTERNED } from './thresholds.ts';

interface Value {
  step: number;
  value: number;
}

/** A number's course over the evaluations that have it, oldest first; none of what the first steps left. */
export const courseOf = ({ evaluations }: Evidence, id: MeasuredId): Value[] =>
  evaluations.flatMap(({ step, values }) => {
    const value = values[id] ?? null;
    return value === null || step < FIRST_STEPS ? [] : [{ step, value }];
  });

/** The first step of the newest evaluations that are all so; null where they are too few. */
export function heldSince(course: readonly Value[], so: (value: number, at: number) => boolean): number | null {
  const other = course.findLastIndex(({ value }, at) => !so(value, at));
  return course.length - 1 - other >= EVALUATIONS_AGREED ? (course[other + 1]?.step ?? null) : null;
}

/** Where a run is past its best by the number that its user chose: the run itself stops by the same. */
const past: Rule = (evidence) => {
  const { record, evaluations } = evidence;
  const by = bestBy(record.config);
  const found = by && pastBest(scoresOf(by, scheduleOf(record), evaluations));
  if (!by || !found) return null;
  const valueAt = (step: number): number =>
    evaluations.find((evaluation) => evaluation.step === step)?.values[by] ?? Number.NaN;
  const [atBest, now] = [valueAt(found.best), valueAt(found.at)];
  const epoch = (step: number): string => say.count(Number((step / record.stepsPerEpoch).toFixed(1)));
  return seen({
    ...{ id: 'past-best', severity: 'advice', chart: by, numbers: { [by]: now, [`${by}AtBest`]: atBest } },
    title: 'G is past its best',
    text:
      `${MEASURED[by].title} was ${say.number(atBest)} at epoch ${epoch(found.best)} and is ${say.number(now)} at epoch ` +
      `${epoch(found.at)}: it has not been better for as long as it took to get there. Stop and take the starred checkpoint, or ` +
      'go on from it in smaller steps.',
    ...{ since: found.best, step: found.best },
    advice: afterBest(record),
  });
};

const copies: Rule = (evidence) => {
  const { record } = evidence;
  const course = courseOf(evidence, 'copies');
  const since = heldSince(course, (value) => value >= COPIES);
  const now = course.at(-1)?.value ?? Number.NaN;
  if (since === null) return null;
  return seen({
    ...{ id: 'copies', severity: 'advice', chart: 'copies', since },
    numbers: { copies: now, images: record.dataset.count },
    title: 'G copies training images',
    text:
      `${say.share(now)} of the newest fakes are images of the data set, or nearly: G has learnt some of the ` +
      `${say.count(record.dataset.count)} by heart. More images help most; so does augmentation, and smaller networks in a new run.`,
    advice: againstCopies(record),
  });
};

const grain: Rule = (evidence) => {
  const { record } = evidence;
  const course = courseOf(evidence, 'grain');
  const since = heldSince(course, (value) => value >= GRAINY);
  const now = course.at(-1)?.value ?? Number.NaN;
  if (since === null) return null;
  return seen({
    ...{ id: 'grain', severity: 'note', chart: 'grain', numbers: { grain: now }, since },
    title: 'The fakes are grainy',
    text:
      `From pixel to pixel they vary ${say.number(now)} times as much as the data. Early in a run that is usual; it stays where ` +
      'nothing smooths what G draws from step to step.',
    advice: againstGrain(record),
  });
};

const checkerboard: Rule = (evidence) => {
  const { record } = evidence;
  const course = courseOf(evidence, 'checkerboard');
  const since = heldSince(course, (value) => value >= PATTERNED);
  const now = course.at(-1)?.value ?? Number.NaN;
  if (since === null) return null;
  return seen({
    ...{ id: 'checkerboard', severity: 'note', chart: 'checkerboard', numbers: { checkerboard: now }, since },
    title: 'The fakes show a checkerboard',
    text:
      `Every 2 or 4 pixels they repeat ${say.number(now)} times as strongly as the data: the strides of transposed convolutions ` +
      'overlap unevenly (Odena et al. 2016). Layers that resize first have no such pattern.',
    advice: againstPattern(record),
    from: 'start',
  });
};

/** What checkpoints were measured by says, whatever the loss. */
export const evaluationRules: readonly Rule[] = [copies, past, checkerboard, grain];
