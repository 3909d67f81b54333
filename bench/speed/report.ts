import type { Machine, Score } from '../../electron/engine/host/bench/index.ts';
import { CONTESTANTS, type Contestant } from './contestants.ts';

/** One contestant on one pair of networks, as bench/results keeps it. */
export interface Measurement {
  networks: string;
  batch: number;
  contestant: Contestant;
  /** Name and version of what trained. */
  library: string;
  /** Median of the rounds. */
  msPerStep: number;
  /** Of each round. */
  rounds: number[];
  imagesPerSecond: number;
  firstStepMs: number;
  peakMemoryMiB: number;
  /** How many times the speed of PyTorch; null where that was not measured. */
  timesPyTorch: number | null;
}

export interface Report {
  at: string;
  machine: Machine;
  /** Load average when it ended: how busy the machine was meanwhile, the bench itself among it. */
  loadAtEnd: number;
  rounds: number;
  measurements: Measurement[];
}

export function measurementsOf(networks: string, batch: number, scores: readonly Score<Contestant>[]): Measurement[] {
  const peer = scores.find(({ name }) => name === 'PyTorch');
  return scores.map(({ name, ready, rounds, msPerStep, peakMemoryMiB }) => ({
    networks,
    batch,
    contestant: name,
    library: ready.library,
    msPerStep,
    rounds,
    imagesPerSecond: (batch * 1000) / msPerStep,
    firstStepMs: ready.firstStepMs,
    peakMemoryMiB,
    timesPyTorch: peer ? peer.msPerStep / msPerStep : null,
  }));
}

const milliseconds = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0));

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The measurements of each pair of networks, by what stands at the head of their row. */
function rowsOf({ measurements }: Report): [string, Measurement[]][] {
  const rows = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const row = `${measurement.networks}, batch ${measurement.batch}`;
    rows.set(row, [...(rows.get(row) ?? []), measurement]);
  }
  return [...rows];
}

function table(report: Report, cell: (measurement: Measurement) => string): string {
  const taking = CONTESTANTS.filter((name) => report.measurements.some(({ contestant }) => contestant === name));
  return [
    line(['', ...taking]),
    line(['---', ...taking.map(() => '---:')]),
    ...rowsOf(report).map(([row, list]) =>
      line([
        row,
        ...taking.map((name) => {
          const found = list.find(({ contestant }) => contestant === name);
          return found ? cell(found) : '–';
        }),
      ]),
    ),
  ].join('\n');
}

const RIVALS = ['PyTorch', 'Keras tf.function', 'Keras XLA', 'tfjs-node'] as const satisfies readonly Contestant[];

/** Forger's quickest way on each pair of networks, and how many times as fast as each rival that is. */
function bestTable(report: Report): string {
  const rivals = RIVALS.filter((name) => report.measurements.some(({ contestant }) => contestant === name));
  return [
    line(['', 'Forger', 'ms a step', ...rivals.map((name) => `× ${name}`)]),
    line(['---', '---', ...['', ...rivals].map(() => '---:')]),
    ...rowsOf(report).flatMap(([row, list]) => {
      const own = list.filter(({ contestant }) => contestant.startsWith('Forger'));
      const best = own.toSorted((a, b) => a.msPerStep - b.msPerStep)[0];
      if (!best) return [];
      const times = rivals.map((name) => {
        const rival = list.find(({ contestant }) => contestant === name);
        return rival ? (rival.msPerStep / best.msPerStep).toFixed(2) : '–';
      });
      return [line([row, best.contestant.replace('Forger ', ''), milliseconds(best.msPerStep), ...times])];
    }),
  ].join('\n');
}

/** The report as Markdown, ready for docs/guide/benchmarks.md. */
export function markdown(report: Report): string {
  const { machine, loadAtEnd, at, rounds } = report;
  const libraries = [...new Set(report.measurements.map(({ library }) => library))].join('; ');
  return [
    `${machine.processor}, ${machine.cores} cores, ${Math.round(machine.memoryMiB / 1024)} GiB, ${machine.system}; ${libraries}.`,
    `Median of ${rounds} rounds in turn, ${at.slice(0, 10)}; load average ${machine.load} before, ${loadAtEnd} after.`,
    '',
    'Milliseconds a step (in brackets: times the speed of PyTorch)',
    '',
    table(
      report,
      ({ msPerStep, timesPyTorch }) =>
        milliseconds(msPerStep) + (timesPyTorch === null ? '' : ` (${timesPyTorch.toFixed(2)}×)`),
    ),
    '',
    "Forger's quickest way, and how many times as fast as the others it is",
    '',
    bestTable(report),
    '',
    'Time to the first step, ms, and most memory held, MiB',
    '',
    table(report, ({ firstStepMs, peakMemoryMiB }) => `${firstStepMs.toFixed(0)} · ${peakMemoryMiB.toFixed(0)}`),
    '',
  ].join('\n');
}
