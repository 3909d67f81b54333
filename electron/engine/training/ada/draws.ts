import * as tf from '@tensorflow/tfjs-core';
import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { StepDraws } from '../../random/step-draws.ts';

/** The pipeline's changes in their order, each made of an image with probability p. */
const CHANGES = [
  ...(['flip', 'quarterTurns', 'shift'] as const),
  ...(['scale', 'turnBefore', 'stretch', 'turnAfter', 'move'] as const),
  ...(['brightness', 'contrast', 'lumaFlip', 'hue', 'saturation'] as const),
] as const;
export type Change = (typeof CHANGES)[number];
const GROUP_OF = (change: Change): 'blit' | 'geometry' | 'colour' => {
  const place = CHANGES.indexOf(change);
  if (place < 3) return 'blit';
  return place < 8 ? 'geometry' : 'colour';
};

/** What is drawn from U[0, 1), and what from N(0, 1). */
const UNIFORMS = ['flip', 'quarterTurns', 'shiftX', 'shiftY', 'turnBefore', 'turnAfter', 'lumaFlip', 'hue'] as const;
const NORMALS = ['scale', 'stretch', 'moveX', 'moveY', 'brightness', 'contrast', 'saturation'] as const;

/** One number for each image, [n], in a column of its own. */
type Columns<Name extends string> = Readonly<Record<Name, tf.Tensor>>;

export interface Drawn {
  /** 1 where the change is made of an image, else 0. */
  made: Columns<Change>;
  uniform: Columns<(typeof UNIFORMS)[number]>;
  normal: Columns<(typeof NORMALS)[number]>;
}

export type Changes = RunConfig['ada.changes'];

/** Whether a choice of changes has those of a group. */
export function hasGroup(changes: Changes, group: 'blit' | 'geometry' | 'colour'): boolean {
  switch (changes) {
    case 'all':
      return true;
    case 'blit-geometry':
      return group !== 'colour';
    case 'blit':
    case 'geometry':
    case 'colour':
      return group === changes;
    default:
      return assertNever(changes);
  }
}

const columnsOf = <Name extends string>(names: readonly Name[], table: tf.Tensor): Columns<Name> => {
  const columns = tf.unstack(table, 1);
  return Object.fromEntries(names.map((name, place) => [name, columns[place]])) as Record<Name, tf.Tensor>;
};

/** A turn is made before the stretch or after it, with probability p of either. */
const isTurn = (change: Change): boolean => change === 'turnBefore' || change === 'turnAfter';
const row = (of: (change: Change) => boolean): tf.Tensor => tf.tensor2d([CHANGES.map((one) => (of(one) ? 1 : 0))]);

/**
 * Everything that one call of the pipeline draws. All is drawn whatever the choice, so that a draw is the same with each.
 * @param count of images @param p probability of each change, a scalar
 */
export function drawChanges(draws: StepDraws, count: number, changes: Changes, p: tf.Tensor): Drawn {
  const gates = draws.uniforms('adaChoices', [count, CHANGES.length], 0, 1);
  const uniform = draws.uniforms('adaUniforms', [count, UNIFORMS.length], 0, 1);
  const normal = draws.normals('adaNormals', [count, NORMALS.length]);
  const has = (change: Change): boolean => hasGroup(changes, GROUP_OF(change));
  const turn = tf.sub(1, tf.sqrt(tf.sub(1, p)));
  const bounds = tf.add(
    tf.mul(
      p,
      row((change) => has(change) && !isTurn(change)),
    ),
    tf.mul(
      turn,
      row((change) => has(change) && isTurn(change)),
    ),
  );
  return {
    made: columnsOf(CHANGES, tf.cast(tf.less(gates, bounds), 'float32')),
    uniform: columnsOf(UNIFORMS, uniform),
    normal: columnsOf(NORMALS, normal),
  };
}
