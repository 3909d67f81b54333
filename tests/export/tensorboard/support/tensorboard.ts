import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { testPythonFolder } from '../../../../build/setup/steps/python.mjs';

/** [step, seconds since 1970, value] */
type Scalar = [number, number, number];
/** [step, seconds since 1970, width, height, SHA-256 of the PNG] */
type Image = [number, number, number, number, string];
interface Counted {
  min: number;
  max: number;
  num: number;
  sum: number;
  sum_squares: number;
  bucket_limit: number[];
  bucket: number[];
}

/** What TensorBoard makes of a folder of event files. */
export interface ReadEvents {
  scalars: Record<string, Scalar[]>;
  images: Record<string, Image[]>;
  histograms: Record<string, [number, number, Counted][]>;
  /** Of every record of each file: its step and what it holds. */
  files: Record<string, [number, string][]>;
}

const packages = join(testPythonFolder(), 'packages');
/** Set-up fetches TensorBoard's readers for the tests; elsewhere than on Linux there may be no Python to run them. */
export const NO_TENSORBOARD = process.platform !== 'linux' && !existsSync(packages);

/** Reads event files with TensorBoard itself. */
export function readWithTensorBoard(folder: string): ReadEvents {
  if (!existsSync(packages)) throw new Error('TensorBoard is not here. Run: npm run setup -- --tests');
  const script = join(import.meta.dirname, 'read_events.py');
  // -S: nothing but these packages.
  const text = execFileSync('python3', ['-S', '-s', script, folder], {
    env: { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(text) as ReadEvents;
}
