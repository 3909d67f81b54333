import * as tf from '@tensorflow/tfjs-core';
import { ForgerError } from '@shared/contract/errors.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { explained, FILE_LIMITS, readWhole } from '../../../store/files/index.ts';
import { readSafetensors } from '../../../store/safetensors.ts';
import { mendIt } from '../../../shipped/index.ts';
import { hasPretrained } from '@shared/network/frozen.ts';
import { createVision, type Vision } from '../../vision/index.ts';
import { openProcessor } from '../processor.ts';
import { visionFiles } from './locate.ts';

/** By the backend that its weights lie on. */
const opened = new Map<string, Promise<Vision>>();

/**
 * The network that sees, on the device of this process; where it has opened none, on the processor. Opened once: whoever asks shares
 * it and leaves it open.
 * @throws {ForgerError} not-found, damaged: with what to do
 */
export async function openVision(): Promise<Vision> {
  if (!tf.getBackend()) await openProcessor();
  const backend = tf.getBackend();
  const known = opened.get(backend);
  if (known) return known;
  const vision = readVision(visionFiles().weights);
  opened.set(backend, vision);
  vision.catch(() => opened.delete(backend));
  return vision;
}

/** The file of its weights. @throws {ForgerError} not-found */
async function readFile(weights: string): Promise<Uint8Array> {
  return await explained(() => readWhole(weights, FILE_LIMITS.picture)).catch((error: ForgerError) => {
    if (error.code !== 'not-found') throw error;
    throw new ForgerError('not-found', `The network that sees pictures is not here. ${mendIt()}`, { cause: error });
  });
}

/** What a discriminator on its features begins with; nothing for others. @throws {ForgerError} not-found, damaged */
export async function pretrainedFor({ discriminator }: Pick<NetworkPair, 'discriminator'>): Promise<{
  pretrained?: readonly NamedTensor[];
}> {
  return hasPretrained(discriminator) ? { pretrained: readSafetensors(await readFile(visionFiles().weights)) } : {};
}

/** @param weights its file @throws {ForgerError} not-found, damaged: with what to do */
export async function readVision(weights: string): Promise<Vision> {
  const bytes = await readFile(weights);
  try {
    return createVision(readSafetensors(bytes));
  } catch (error) {
    throw new ForgerError('damaged', `The weights of the network that sees pictures are damaged. ${mendIt()}`, {
      cause: error,
    });
  }
}
