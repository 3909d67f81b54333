import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readNpy } from '../ranking/npy.ts';
import type { Drawn } from './our-run.ts';
import type { QualitySet } from './sets.ts';

/** Other programs, by the name they are asked for. */
export const PEERS: Readonly<Record<string, string>> = { 'lightweight-gan': 'lightweight_gan.py' };

/** Trains another program for as many minutes, on the same images, and reads what it drew. @param threads of the processor */
export async function peerRun(
  folder: string,
  set: QualitySet,
  {
    entry,
    seed,
    minutes,
    count,
    threads,
  }: { entry: string; seed: number; minutes: number; count: number; threads: number },
): Promise<Drawn> {
  const python = process.env['FORGER_BENCH_PYTHON'];
  if (!python) throw new Error(`There is no Python with PyTorch for ${entry}.`);
  const out = join(folder, `${set.name}-${entry}-${seed}-${minutes}.npy`);
  const script = resolve('bench', 'quality', PEERS[entry] ?? '');
  const child = spawn(python, [script, set.trainFile, out, ...[minutes, seed, count, threads].map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const steps = Number(/^steps (\d+)$/m.exec(said)?.[1]);
  if (code !== 0 || !Number.isInteger(steps))
    throw new Error(`${entry} ended before its time: what it said stands above.`);
  const { values } = readNpy(await readFile(out), out);
  return { fakes: Uint8Array.from(values), steps };
}
