/** A file of a run that is not as it was written. */
export interface DamagedFile {
  /** Its path in the run's folder. */
  file: string;
  /** What is wrong with it, in a few words. */
  what: string;
}

/** Every file of a run, held against the hashes and checks it carries. */
export interface Integrity {
  files: number;
  bytes: number;
  damaged: DamagedFile[];
}

/**
 * Two ways to the same step. `identical`: bit for bit; `within`: on a device that does not repeat itself, and no
 * further apart than that explains; `differs`: else.
 */
export type Verdict = 'identical' | 'within' | 'differs';

/** A run trained on from a checkpoint in one go, and in two halves with a save and a new process between them. */
export interface Comparison {
  /** The checkpoint it went on from. */
  from: number;
  /** The step at which both were compared. */
  to: number;
  /** The device, in words. */
  device: string;
  /** The device the run itself was to train on; the check may have to take another. */
  began: string;
  /** Whether that device gives the same bits for the same work, always. */
  exact: boolean;
  verdict: Verdict;
  /** SHA-256 over weights, buffers, optimiser slots and metrics. */
  fingerprints: { whole: string; parts: string };
  /** Arrays compared, and names of those that differ; "metrics" and numbers of the state are among them. */
  arrays: number;
  differing: string[];
  /** The largest difference in relation to the largest value of its array; 0 where all are equal. */
  largest: { name: string; difference: number };
  /** What `largest` may be on a device that is not exact. */
  tolerance: number;
}

export interface VerifyReport {
  integrity: Integrity;
  /** Null where the run could not be trained, for the reason in `problem`. */
  comparison: Comparison | null;
  problem: string | null;
}

export const VERIFY_STAGES = ['files', 'whole', 'first', 'second', 'compare'] as const;
export type VerifyStage = (typeof VERIFY_STAGES)[number];

/** Steps of each half. */
export const VERIFY_STEPS = { least: 1, most: 1000, usual: 10 } as const;

export interface VerifyProgress {
  stage: VerifyStage;
  done: number;
  total: number;
}

/** The outcome in a sentence, and one more where the check could not take the run's own device. */
export function verdictInWords(comparison: Comparison): string {
  const { began, device } = comparison;
  const elsewhere = `This run began on ${began}, where the check could not train: it speaks of ${device}.`;
  return began === device ? verdictOf(comparison) : `${verdictOf(comparison)} ${elsewhere}`;
}

function verdictOf({ verdict, from, to, largest, tolerance, differing, exact }: Comparison): string {
  const steps = `${to - from} steps`;
  const apart = largest.difference.toExponential(1);
  switch (verdict) {
    case 'identical':
      return `Identical, bit for bit, after ${steps}.`;
    case 'within':
      return `The same within tolerance after ${steps}: the largest relative difference is ${apart} (${largest.name}); up to ${tolerance.toExponential(0)} is what this device may vary by.`;
    case 'differs':
      return `Different after ${steps}: ${differing.length} arrays, the most ${largest.name} by ${apart}${exact ? '; on this device they should be equal' : ''}.`;
  }
}
