import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { watchMemory } from './memory.ts';
import { importOnce, type ImportTask } from './ours.ts';
import type { Kind } from './pictures.ts';

/**
 * How many images a second of a folder become a data set, beside Pillow in two worker processes, which decode and resize
 * and do no more: `npm run bench:import -- [--rounds 3] [--share 1] [--folder <path>]`
 *
 * The pictures are made up. With a folder they stay there, and so does what was measured: a run that was cut goes on. A
 * share of 0.1 makes a tenth of the pictures. Forger imports on the command line's Node, and in Electron's as the app
 * does; both decode in the plain Node. Memory is the most that all of its processes had at once (PSS).
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    share: { type: 'string', default: '1' },
    folder: { type: 'string' },
    one: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const share = Number(values.share);
const python = process.env['FORGER_BENCH_PYTHON'] ?? 'python3';
const electron = process.env['FORGER_BENCH_ELECTRON'];
const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Measured {
  kind: string;
  way: string;
  round: number;
  /** Images a second. */
  pace: number;
  /** In MiB. */
  memory: number;
  /** Processes that were waiting for a core when it began, over the last minute. */
  load: number;
}

type Way = (kind: Kind, task: ImportTask) => [string, string[], NodeJS.ProcessEnv];

/** @param reading how it reads JPEGs */
const pillow =
  (reading: 'draft' | 'whole'): Way =>
  ({ size, channels }, { folder }) => {
    const script = resolve('bench', 'import', 'pillow.py');
    return [python, [script, folder, String(size), channels === 1 ? 'L' : 'RGB', reading], {}];
  };

const PILLOW = 'Pillow';
/** The same as Pillow of pictures that are no JPEGs. */
const PILLOW_WHOLE = 'Pillow, whole JPEGs';

const WAYS: Readonly<Record<string, Way>> = {
  [PILLOW]: pillow('draft'),
  [PILLOW_WHOLE]: pillow('whole'),
  'command line': (_kind, task) => [process.execPath, [process.argv[1] ?? '', '--one', JSON.stringify(task)], {}],
  ...(electron && {
    app: (_kind, task) => [
      electron,
      [process.argv[1] ?? '', '--one', JSON.stringify(task)],
      { ELECTRON_RUN_AS_NODE: '1' },
    ],
  }),
};

async function measure(way: string, kind: Kind, task: ImportTask): Promise<Omit<Measured, 'round'>> {
  const [program, args, environment] = WAYS[way]?.(kind, task) ?? ['', [], {}];
  const [load = 0] = loadavg();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
  const memory = watchMemory(child.pid ?? 0);
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const bytes = memory();
  if (code !== 0) throw new Error(`${way} failed on ${kind.name}. Pillow has to be there for ${python}.`);
  const { images, seconds } = JSON.parse(text) as { images: number; seconds: number };
  return { kind: kind.name, way, pace: images / seconds, memory: bytes / 2 ** 20, load };
}

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN;

function rowOf({ name }: Kind, measured: readonly Measured[], megabytes: number): string {
  const of = (way: string): Measured[] => measured.filter((one) => one.kind === name && one.way === way);
  const pace = (way: string): number => median(of(way).map((one) => one.pace));
  const ratio = (way: string): string => `(${(pace(way) / pace(PILLOW)).toFixed(2)} ×)`;
  const cells = Object.keys(WAYS).map((way) => {
    if (of(way).length === 0) return '';
    return way === PILLOW ? pace(way).toFixed(0) : `${pace(way).toFixed(0)} ${ratio(way)}`;
  });
  const ours = Object.keys(WAYS).filter((way) => way !== PILLOW && way !== PILLOW_WHOLE);
  const most = Math.max(...ours.flatMap((way) => of(way).map((one) => one.memory)));
  const loads = measured.filter((one) => one.kind === name).map((one) => one.load);
  return `| ${name} | ${megabytes.toFixed(0)} | ${cells.join(' | ')} | ${most.toFixed(0)} | ${Math.max(...loads).toFixed(1)} |`;
}

async function compare(): Promise<void> {
  const { bytesOf, folderOf, KINDS } = await import('./pictures.ts');
  const kept = values.folder === undefined ? null : resolve(values.folder);
  const home = kept ?? (await mkdtemp(join(tmpdir(), 'forger-bench-import-')));
  await mkdir(home, { recursive: true });
  const notes = join(home, `measured-${share}.jsonl`);
  const lines = (await readFile(notes, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  const measured = lines.map((line) => JSON.parse(line) as Measured);
  try {
    const ways = Object.keys(WAYS);
    const columns = ['pictures', 'MB', ...ways, 'most memory, MiB', 'load at most'];
    say(`| ${columns.join(' | ')} |\n| --- |${' ---: |'.repeat(columns.length - 1)}`);
    for (const kind of KINDS.map((one) => ({ ...one, count: Math.max(10, Math.round(one.count * share)) }))) {
      const folder = await folderOf(home, kind);
      const { size, channels } = kind;
      const decoder = resolve('out', 'main', 'decoder.js');
      const task = { home, folder, size, channels, decoder, node: process.execPath };
      // Round by round, so that what else the machine does meets all of them.
      for (let round = 0; round < rounds; round += 1)
        for (const way of ways.filter((one) => one !== PILLOW_WHOLE || kind.format === 'jpeg')) {
          if (measured.some((one) => one.kind === kind.name && one.way === way && one.round === round)) continue;
          const found = { ...(await measure(way, kind, task)), round };
          measured.push(found);
          await appendFile(notes, `${JSON.stringify(found)}\n`);
        }
      say(rowOf(kind, measured, (await bytesOf(folder)) / 1e6));
    }
  } finally {
    if (kept === null) await rm(home, { recursive: true });
  }
}

await (values.one === undefined ? compare() : importOnce(JSON.parse(values.one) as ImportTask));
