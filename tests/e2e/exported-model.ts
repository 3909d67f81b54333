import * as tf from '@tensorflow/tfjs';
import { decode } from 'fast-png';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { normals } from '../../electron/engine/random/draws.ts';
import { gridLayout } from '../../electron/shared/run.ts';

interface Manifest {
  modelTopology: object;
  weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
}

/** Opens an exported folder the way a browser would, in plain tfjs on its CPU backend. */
async function load(folder: string): Promise<tf.LayersModel> {
  await tf.setBackend('cpu');
  const manifest = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as Manifest;
  const [group] = manifest.weightsManifest;
  if (!group) throw new Error('The exported model names no weights.');
  const parts = await Promise.all(group.paths.map((path) => readFile(join(folder, path))));
  const bytes = Buffer.concat(parts);
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: manifest.modelTopology,
      weightSpecs: group.weights,
      weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    }),
  );
}

/**
 * The largest difference, in steps of 1/255, between a sample grid of a run and what the exported generator
 * draws in plain tfjs from the run's fixed latents.
 */
export async function largestDifference(folder: string, gridPng: string, seed: number, count: number): Promise<number> {
  const model = await load(folder);
  const latents = tf.tensor2d(normals({ seed, purpose: 'sampleLatents', step: 0 }, count * 100), [count, 100]);
  const images = model.predict(latents) as tf.Tensor4D;
  const [, height, width, channels] = images.shape;
  const values = await images.data();
  const picture = decode(await readFile(gridPng));
  const { columns } = gridLayout(count, { width, height });
  let largest = 0;
  for (let index = 0; index < count; index++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < channels; channel++) {
          const drawn = ((values[((index * height + y) * width + x) * channels + channel] ?? Number.NaN) + 1) * 127.5;
          const row = Math.floor(index / columns) * height + y;
          const column = (index % columns) * width + x;
          const kept = picture.data[(row * picture.width + column) * picture.channels + channel] ?? Number.NaN;
          largest = Math.max(largest, Math.abs(Math.round(drawn) - kept));
        }
  return largest;
}
