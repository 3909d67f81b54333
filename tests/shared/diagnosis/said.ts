import { diagnose } from '@shared/diagnosis/diagnose.ts';
import type { Finding } from '@shared/diagnosis/finding.ts';
import type { GridFacts } from '@shared/diagnosis/grids.ts';
import { FIRST_STEPS } from '@shared/diagnosis/thresholds.ts';
import { recorded, type RecordedRun } from './fixtures/recorded.ts';

/** What is said of a recorded run after so many steps. */
export const saidOf = (run: RecordedRun, step: number, grids: GridFacts[] = []): Finding[] =>
  diagnose({
    ...{ record: run.record, view: run.upTo(step), grids },
    evaluations: run.evaluations.filter((evaluation) => evaluation.step <= step),
    ...(run.divergence && run.divergence.step <= step && { divergence: run.divergence }),
  }) ?? [];

/** How often one looks at a recorded run, in steps. */
const LOOK = 60;

/** The gravest finding each time one looks, one entry for each change. */
const TOLD = new Map<string, { step: number; finding: Finding }[]>();
export function told(name: string): { step: number; finding: Finding }[] {
  const known = TOLD.get(name);
  if (known) return known;
  const run = recorded(name);
  const all: { step: number; finding: Finding }[] = [];
  for (let step = FIRST_STEPS; step <= run.steps; step += LOOK) {
    const [finding] = saidOf(run, step);
    if (finding && finding.title !== all.at(-1)?.finding.title) all.push({ step, finding });
  }
  TOLD.set(name, all);
  return all;
}
export const atEnd = (name: string): Finding[] => {
  const run = recorded(name);
  return saidOf(run, run.steps, [run.grid]);
};
