import * as tf from '@tensorflow/tfjs-core';
import type { Readings } from '../../metric/readings.ts';
import type { Network } from '../../network/network.ts';
import type { Objective } from './objective.ts';

/**
 * A number and its gradient by each of some tensors, in their order: zeros by one that it does not follow from, of which
 * `tf.valueAndGrads` makes an error.
 */
export const valueAndSlopes = (
  of: () => tf.Scalar,
  by: readonly tf.Tensor[],
): { value: tf.Scalar; slopes: tf.Tensor[] } =>
  tf.tidy(() => {
    const { value, grads } = tf.engine().gradients(of, [...by]);
    // It leaves those out, whatever its types say.
    const found: readonly (tf.Tensor | undefined)[] = grads;
    return { value, slopes: by.map((tensor, place) => found[place] ?? tf.zerosLike(tensor)) };
  });

/**
 * The loss and its gradient by each of a network's weights, in their order. All tensors belong to the current tidy scope.
 */
export function gradientsOf(
  { trainable }: Network,
  { evaluate }: Objective,
): { readings: Readings; loss: tf.Tensor; gradients: tf.Tensor[] } {
  const kept: { readings?: Readings } = {};
  const { value, slopes } = valueAndSlopes(
    () => {
      const { loss, readings } = evaluate();
      // Only the loss leaves this function's scope by itself.
      kept.readings = { ...readings, values: tf.keep(readings.values) };
      return loss;
    },
    trainable.map((weight) => weight.value),
  );
  if (!kept.readings) throw new Error('An objective was not evaluated.');
  const { values, parts } = kept.readings;
  const readings = { values: values.clone(), parts };
  values.dispose();
  return { readings, loss: value, gradients: slopes };
}
