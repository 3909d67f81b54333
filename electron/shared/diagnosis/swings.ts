import { mean } from './course.ts';
import { say, seen, type Rule } from './finding.ts';
import { againstSwings } from './remedies.ts';
import { accuracyOf, standOf } from './stand.ts';
import { MISLED, SWING, SWINGS, SWUNG } from './thresholds.ts';

/** Places of the turns between moves of at least `least`, oldest first; what is smaller is no move. */
export function turnsOf(values: readonly number[], least: number): number[] {
  const turns: number[] = [];
  let [extreme, rising] = [0, null as boolean | null];
  for (let at = 1; at < values.length; at++) {
    const moved = (values[at] ?? 0) - (values[extreme] ?? 0);
    if (rising !== null && moved !== 0 && moved > 0 === rising) extreme = at;
    else if (Math.abs(moved) >= least) {
      if (rising !== null) turns.push(extreme);
      [extreme, rising] = [at, moved > 0];
    }
  }
  return turns;
}

/** Players that chase each other: what D is right about goes up and down, and neither gets anywhere. */
export const backAndForth: Rule = (evidence) => {
  const { course } = evidence;
  const from = Math.max(0, course.steps.length - SWUNG);
  const accuracy = accuracyOf(evidence).slice(from);
  const turns = turnsOf(accuracy, SWING);
  // What a D that learned nothing is right about is luck, unless it is wrong more often than luck has it.
  const lucky = standOf(evidence).state === 'untaught' && mean(accuracy) >= MISLED;
  if (turns.length < SWINGS || lucky) return null;
  const [lowest, highest] = [Math.min(...accuracy), Math.max(...accuracy)];
  return seen({
    ...{ id: 'back-and-forth', severity: 'advice', chart: 'accuracy' },
    numbers: { turns: turns.length, dAccuracyLowest: lowest, dAccuracyHighest: highest },
    since: course.begin(from + (turns[0] ?? 0)),
    title: 'The players go back and forth',
    text:
      `What the discriminator is right about swung between ${say.share(lowest)} and ${say.share(highest)}, and turned ` +
      `${turns.length} times: each answers where the other was, and neither gets anywhere.`,
    advice: againstSwings(evidence.record),
  });
};
