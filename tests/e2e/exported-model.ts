import * as tf from '@tensorflow/tfjs';
import type { Page } from '@playwright/test';
import { decode } from 'fast-png';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { normals } from '../../electron/engine/random/draws.ts';
import { gridLayout } from '../../electron/shared/run.ts';
import { expect, type RunningApp } from './app.ts';

interface Manifest {
  format: string;
  modelTopology: object;
  signature?: object;
  weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
}

/** Opens an exported folder the way a browser would, in plain tfjs on its CPU backend. */
async function load(folder: string): Promise<tf.LayersModel | tf.GraphModel> {
  await tf.setBackend('cpu');
  const manifest = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as Manifest;
  const groups = manifest.weightsManifest;
  const parts = await Promise.all(groups.flatMap(({ paths }) => paths.map((path) => readFile(join(folder, path)))));
  const bytes = Buffer.concat(parts);
  const source = tf.io.fromMemory({
    modelTopology: manifest.modelTopology,
    ...(manifest.signature && { signature: manifest.signature }),
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  });
  return manifest.format === 'graph-model' ? tf.loadGraphModel(source) : tf.loadLayersModel(source);
}

/** The one-file page of an exported folder, opened as a user opens it, in a browser that the app's session has no part in. */
export async function openExported({ electron }: Pick<RunningApp, 'electron'>, folder: string): Promise<Page> {
  const [opened] = await Promise.all([
    electron.waitForEvent('window'),
    electron.evaluate(
      async ({ BrowserWindow }, url) => {
        // In a browser: the app's own session asks for nothing but the app.
        const webPreferences = { sandbox: true, contextIsolation: true, partition: 'a-browser' };
        const window = new BrowserWindow({ show: false, webPreferences });
        await window.loadURL(url);
      },
      pathToFileURL(join(folder, 'index.html')).href,
    ),
  ]);
  await expect(opened.locator('canvas').first()).toBeVisible();
  return opened;
}

/** It draws samples, and others when it is asked to. */
export async function expectPageDraws(app: Pick<RunningApp, 'electron'>, folder: string): Promise<void> {
  const opened = await openExported(app, folder);
  const canvas = opened.locator('canvas').first();
  // The window is hidden: nothing is painted, but the canvas is drawn on.
  const drawing = (): Promise<string> =>
    canvas.evaluate((element) => (element as unknown as { toDataURL(): string }).toDataURL());
  const first = await drawing();
  await opened.getByRole('button', { name: /new samples/i }).click();
  await expect.poll(drawing).not.toBe(first);
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

/** What an exported generator makes of one grey input in plain tfjs, 0 … 255. @param input as bright, [height · width] */
export async function translated(folder: string, input: readonly number[], side: number): Promise<number[]> {
  const model = await load(folder);
  const given = tf.tensor4d(
    input.map((value) => (value - 127.5) / 127.5),
    [1, side, side, 1],
  );
  const made = await (model.predict(given) as tf.Tensor).data();
  return Array.from(made, (value) => Math.round((value + 1) * 127.5));
}
