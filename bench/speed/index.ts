import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { describeMachine, duelOf, inTurn } from '../../electron/engine/host/bench/index.ts';
import { CONTESTANTS, entriesFor, type Contestant } from './contestants.ts';
import { NETWORKS } from './networks.ts';
import { readOptions, USAGE } from './options.ts';
import { markdown, measurementsOf, type Report } from './report.ts';

/**
 * Training steps of Forger beside PyTorch's and Keras', each in a process of its own, in turn. `npm run bench -- --help`
 * says what it takes; docs/guide/benchmarks.md, how to read it.
 */
const say = (text: string): void => void process.stderr.write(text);

async function main(words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  if (options.help) return void process.stdout.write(USAGE);
  if (options.print) {
    const report = JSON.parse(await readFile(options.print, 'utf8')) as Report;
    return void process.stdout.write(markdown(report));
  }
  const { rounds, seconds, python } = options;
  const places = { script: process.argv[1] ?? '', peers: join(process.cwd(), 'bench', 'peers'), python };
  const report: Report = {
    at: new Date().toISOString(),
    machine: describeMachine(),
    loadAtEnd: 0,
    rounds,
    measurements: [],
  };
  const wanted = CONTESTANTS.filter((name) => matches(name, options.only));
  for (const networks of NETWORKS.filter(
    ({ name, group }) => group === options.group && matches(name, options.networks),
  )) {
    const turn = (name: Contestant, what: string): void => say(`${networks.name}: ${name}: ${what}\n`);
    const scores = await inTurn(entriesFor(networks, places, wanted), {
      rounds,
      round: { steps: 0, seconds },
      onTurn: (name, round) => turn(name, round === 0 ? 'first step' : `round ${round} of ${rounds}`),
      onFailure: (name, reason) => turn(name, `left out: ${reason.trim().split('\n').at(-1) ?? ''}`),
    });
    report.measurements.push(...measurementsOf(networks.name, duelOf(networks.subject).config.batch, scores));
  }
  report.loadAtEnd = Number((loadavg()[0] ?? 0).toFixed(2));
  const folder = join(process.cwd(), 'bench', 'results');
  const file = join(folder, `${report.at.replaceAll(':', '-').slice(0, 19)}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${markdown(report)}\n${file}\n`);
}

const matches = (name: string, parts: readonly string[]): boolean =>
  parts.length === 0 || parts.some((part) => name.toLowerCase().includes(part.toLowerCase()));

if (process.argv[2] === 'measured') await import('../../electron/engine/host/bench/process.ts');
else if (process.argv[2] === 'stock') await import('./stock/process.ts');
else await main(process.argv.slice(2));
