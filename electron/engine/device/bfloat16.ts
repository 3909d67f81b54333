import * as tf from '@tensorflow/tfjs-core';
import { ForgerError } from '@shared/contract/errors.ts';
import { cpuinfo, multipliesInBfloat16 } from './processor.ts';
import { nativeRuntime, NATIVE_BACKEND } from './runtime.ts';

/**
 * TensorFlow's ConfigProto, serialized: GraphOptions (10), RewriterConfig (10), auto_mixed_precision_onednn_bfloat16
 * (31) ON. TensorFlow itself then chooses which ops are safe to round, by its lists for mixed precision.
 */
export const BFLOAT16_CONFIG = '52055203f80101';

/** @throws {ForgerError} device-unavailable, with the reason, where bfloat16 cannot be had or would be slower */
export function requireBfloat16(): void {
  const runtime = nativeRuntime();
  const missing = (reason: string): ForgerError =>
    new ForgerError('device-unavailable', `${reason} Set Arithmetic (precision) to single precision (float32).`);
  if (runtime.state !== 'open' || tf.getBackend() !== NATIVE_BACKEND || runtime.gpu)
    throw missing('Arithmetic in bfloat16 is for the device "CPU, TensorFlow" only.');
  if (!runtime.configurable)
    throw missing(`TensorFlow ${runtime.version} as it is here cannot be told to use bfloat16.`);
  if (!multipliesInBfloat16(cpuinfo()))
    throw missing('This processor is not known to multiply in bfloat16, so it would be slower.');
}
