import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Fingerprint } from '../../../electron/store/fingerprint.ts';
import { unpack } from '../making/archive.mjs';
import type { Continuation } from '../making/continuations.mjs';
import { goOn } from '../making/go-on.mjs';

/** A continuation, and what the program of its time says of it. */
export type Expected = Continuation & {
  /** Of the kept run; null where it has no checkpoint. */
  before: Fingerprint | null;
  after: Fingerprint;
};

/** What one version of Forger left. */
export interface Generation {
  /** The folder, named by the version's commit. */
  folder: string;
  commit: string;
  /** Where `after` was reached. */
  processor: { model: string; cores: number; architecture: string };
  continuations: Expected[];
}

const HERE = resolve(import.meta.dirname, '..');
const PROJECT = resolve(HERE, '../..');

export const GENERATIONS: readonly Generation[] = readdirSync(HERE)
  .map((name) => join(HERE, name))
  .filter((folder) => existsSync(join(folder, 'fingerprints.json')))
  .map((folder) => ({
    folder,
    ...(JSON.parse(readFileSync(join(folder, 'fingerprints.json'), 'utf8')) as Omit<Generation, 'folder'>),
  }));

/** Unpacks a copy of what was kept. */
export async function keptCopy({ folder }: Generation): Promise<{ folder: string; remove: () => Promise<void> }> {
  const copy = await mkdtemp(join(tmpdir(), 'forger-old-runs-'));
  await unpack(join(folder, 'kept.tar.gz'), copy);
  return { folder: copy, remove: () => rm(copy, { recursive: true, force: true, maxRetries: 10 }) };
}

/** What a run is at a step, bit for bit: all of its fingerprint but the hash of its settings, to which later versions add. */
export const bitsOf = ({
  step,
  tensors,
  numbers,
  metrics,
}: Fingerprint): Omit<Fingerprint, 'run' | 'configuration' | 'sha256'> => ({
  ...{ step, tensors, numbers, metrics },
});

/** Where the program of that time comes on this machine, continuation by continuation. */
export async function reachedHere(generation: Generation, continuations: readonly Expected[]): Promise<Fingerprint[]> {
  // Below node_modules, so that the program finds its packages.
  const program = join(PROJECT, 'node_modules', '.cache', `forger-old-runs-${process.pid}`);
  const copy = await keptCopy(generation);
  try {
    await unpack(join(generation.folder, 'program.tar.gz'), program);
    const where = { folder: copy.folder, cache: join(copy.folder, 'cache') };
    return (await goOn(continuations, { ...where, script: join(program, 'out/main/cli.js') })) as Fingerprint[];
  } finally {
    await copy.remove();
    await rm(program, { recursive: true, force: true, maxRetries: 10 });
  }
}
