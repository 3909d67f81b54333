import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FASHION_MNIST } from '../../electron/data/bundled/fashion-mnist.ts';
import type { Rows } from '../../electron/engine/evaluation/rows.ts';
import { readNpy } from './npy.ts';

/**
 * Features of every file of pictures that has none yet, by a classifier of clothes that PyTorch trains on Fashion-MNIST once and keeps beside them.
 * Beside them lies what kind it takes each picture for.
 * @param pictures folder of `*.npy`, uint8 [count, 28, 28, 1] @param features folder of files of the same names, float32 [count, 64]
 */
export async function classify({
  pictures,
  features,
  bundledDir,
}: {
  pictures: string;
  features: string;
  bundledDir: string;
}): Promise<void> {
  const python = process.env['FORGER_BENCH_PYTHON'];
  if (!python) throw new Error('There is no Python with PyTorch: give the features of the pictures with --features.');
  await mkdir(features, { recursive: true });
  const clothes = ['images-idx3', 'labels-idx1'].map((kind) =>
    join(bundledDir, FASHION_MNIST.record.id, `train-${kind}-ubyte.gz`),
  );
  const script = resolve('bench', 'ranking', 'classifier.py');
  const [code] = (await once(
    spawn(python, [script, pictures, features, ...clothes], { stdio: 'inherit' }),
    'close',
  )) as [number | null];
  if (code !== 0) throw new Error('The classifier ended before its time: what it said stands above.');
}

/** One row a picture. @throws {Error} where the file is no such array */
export async function featuresOf(features: string, file: string): Promise<Rows> {
  const path = join(features, file);
  const { shape, values } = readNpy(await readFile(path), path);
  const [count, size] = shape;
  if (shape.length !== 2 || count === undefined || size === undefined)
    throw new Error(`${path} is an array of [${shape.join(', ')}]: features have one row a picture.`);
  return { values, count, size };
}

/** What kind the classifier takes each picture for, 0 to 9. */
export async function kindsOf(features: string, file: string): Promise<Float64Array> {
  const path = join(features, file.replace(/\.npy$/, '.kinds.npy'));
  return readNpy(await readFile(path), path).values;
}
