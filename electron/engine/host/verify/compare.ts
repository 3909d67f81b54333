import type { Comparison, Verdict } from '@shared/verify.ts';
import type { Checkpoint, Fingerprint, NamedTensor } from '../../../store/index.ts';

/**
 * How far apart a device that does not repeat itself may bring two ways to the same step, in relation to the largest
 * value of an array: a hundred times what a change of the order of a sum makes in float32.
 */
export const TOLERANCE = 1e-3;

export interface Lane {
  fingerprint: Fingerprint;
  checkpoint: Checkpoint;
}

function tensorsOf({ generator, discriminator, average, optimizers }: Checkpoint): Map<string, NamedTensor> {
  const sets = {
    generator,
    discriminator,
    average: average ?? [],
    'optimizers/generator': optimizers.generator.slots,
    'optimizers/discriminator': optimizers.discriminator.slots,
  };
  return new Map(
    Object.entries(sets).flatMap(([set, tensors]) => tensors.map((tensor) => [`${set}/${tensor.name}`, tensor])),
  );
}

/** The largest |a − b| in relation to the largest |a|; infinity where they cannot be held against each other. */
function apart(a: NamedTensor, b: NamedTensor | undefined): number {
  if (!b || a.data.length !== b.data.length) return Number.POSITIVE_INFINITY;
  let [most, scale] = [0, 0];
  for (let at = 0; at < a.data.length; at += 1) {
    const [x, y] = [a.data[at] ?? 0, b.data[at] ?? 0];
    scale = Math.max(scale, Math.abs(x), Math.abs(y));
    const difference = Math.abs(x - y);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return most === 0 || !Number.isFinite(most) ? most : most / scale;
}

function namesThatDiffer(a: Fingerprint, b: Fingerprint): string[] {
  const differing = (one: Record<string, string | number>, other: Record<string, string | number>): string[] =>
    [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);
  return [
    ...differing(a.tensors, b.tensors),
    ...differing(a.numbers, b.numbers),
    ...(a.metrics.sha256 === b.metrics.sha256 ? [] : ['metrics']),
  ];
}

function verdictOf(differing: readonly string[], largest: number, exact: boolean): Verdict {
  if (differing.length === 0) return 'identical';
  return !exact && largest <= TOLERANCE ? 'within' : 'differs';
}

/** Holds a run trained in one go against the same in two halves. */
export function compareLanes(
  whole: Lane,
  parts: Lane,
  facts: Pick<Comparison, 'from' | 'to' | 'device' | 'began' | 'exact'>,
): Comparison {
  const differing = namesThatDiffer(whole.fingerprint, parts.fingerprint);
  const others = tensorsOf(parts.checkpoint);
  let largest = { name: '', difference: 0 };
  for (const [name, tensor] of tensorsOf(whole.checkpoint)) {
    const difference = apart(tensor, others.get(name));
    if (difference > largest.difference) largest = { name, difference };
  }
  // Where arrays are equal and something else is not, that is what differs most.
  if (largest.difference === 0 && differing[0] !== undefined) largest = { name: differing[0], difference: 0 };
  return {
    ...facts,
    verdict: verdictOf(differing, largest.difference, facts.exact),
    fingerprints: { whole: whole.fingerprint.sha256, parts: parts.fingerprint.sha256 },
    arrays: Object.keys(whole.fingerprint.tensors).length,
    differing,
    largest,
    tolerance: TOLERANCE,
  };
}
