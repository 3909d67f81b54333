import * as tf from '@tensorflow/tfjs-core';
import type { Readings } from '../../metric/readings.ts';
import type { Network } from '../../network/network.ts';
import type { Objective } from './objective.ts';

/**
 * The loss and its gradient by each of a network's weights, in their order.
 * All tensors belong to the current tidy scope.
 */
export function gradientsOf(
  { trainable }: Network,
  { evaluate }: Objective,
): { readings: Readings; loss: tf.Tensor; gradients: tf.Tensor[] } {
  const kept: { readings?: Readings } = {};
  const { value, grads } = tf.valueAndGrads(() => {
    const { loss, readings } = evaluate();
    // Only the loss leaves this function's scope by itself.
    kept.readings = { ...readings, values: tf.keep(readings.values) };
    return loss;
  })(trainable.map((weight) => weight.value));
  if (!kept.readings) throw new Error('An objective was not evaluated.');
  const { values, parts } = kept.readings;
  const readings = { values: values.clone(), parts };
  values.dispose();
  return { readings, loss: value, gradients: grads };
}
