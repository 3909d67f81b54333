import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readNpy } from '../ranking/npy.ts';
import type { Asked, Drawn } from './our-run.ts';
import type { QualitySet } from './sets.ts';

/** Other programs, by the name they are asked for. */
export const PEERS: Readonly<Record<string, string>> = { 'lightweight-gan': 'lightweight_gan.py' };

/** Runs another program, and reads what it said of itself. @param out for what it draws @param steps null: as many as the minutes hold */
async function run(
  entry: string,
  set: QualitySet,
  out: string,
  {
    minutes,
    seed,
    count,
    steps,
    threads,
  }: { minutes: number; seed: number; count: number; steps: number | null; threads: number },
): Promise<{ steps: number; ms: number }> {
  const python = process.env['FORGER_BENCH_PYTHON'];
  if (!python) throw new Error(`There is no Python with PyTorch for ${entry}.`);
  const script = resolve('bench', 'quality', PEERS[entry] ?? '');
  const numbers = [minutes, seed, count, threads, steps ?? 0].map(String);
  const child = spawn(python, [script, set.trainFile, out, ...numbers], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const [made, ms] = [/^steps (\d+)$/m, /^ms ([\d.]+)$/m].map((pattern) => Number(pattern.exec(said)?.[1]));
  if (code !== 0 || made === undefined || ms === undefined || !Number.isInteger(made))
    throw new Error(`${entry} ended before its time: what it said stands above.`);
  return { steps: made, ms };
}

/** Trains another program for as many minutes or steps, on the same images, and reads what it drew. @param threads of the processor */
export async function peerRun(
  folder: string,
  set: QualitySet,
  { entry, ...asked }: Asked & { count: number; threads: number },
): Promise<Drawn> {
  const out = join(folder, `${set.name}-${entry}-${asked.seed}-${asked.minutes}.npy`);
  const { steps } = await run(entry, set, out, asked);
  const { values } = readNpy(await readFile(out), out);
  return { fakes: Uint8Array.from(values), steps };
}

/** What a step of it takes here and now, without the first ones. @returns milliseconds */
export async function peerPace(
  folder: string,
  set: QualitySet,
  { entry, minutes, threads }: { entry: string; minutes: number; threads: number },
): Promise<number> {
  const out = join(folder, 'pace.npy');
  const { ms } = await run(entry, set, out, { minutes, seed: 1, count: 1, steps: null, threads });
  if (!(ms > 0)) throw new Error(`${entry} made too few steps to tell their time: give it more minutes.`);
  return ms;
}
