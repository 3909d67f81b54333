import { ForgerError, toFailure } from '@shared/contract/errors.ts';
import { bestBy, scoresOf, type CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { EVALUATIONS, newestEvaluations, type Evaluation } from '@shared/evaluations.ts';
import { figure } from '@shared/figure.ts';
import { remediesFor, stepInWords } from '@shared/divergence.ts';
import type { RankingId } from '@shared/config/sections/evaluations.ts';
import { MEASURED, partialWords } from '@shared/measured.ts';
import type { Advised } from '@shared/recommend/advice.ts';
import { METRIC_NAMES, type MetricColumns, type MetricName, type RunRecord, type RunStatus } from '@shared/run.ts';
import { scheduleOf } from '@shared/schedule.ts';
import { bestOf, pastBest, type PastBest } from '@shared/score.ts';
import { placedWay, type PlacedWay } from '@shared/way.ts';
import { shipped } from '../shipped/index.ts';
import type { Library } from '../store/index.ts';
import { EXIT_INTERRUPTED } from './abort.ts';
import type { CommandContext } from './context.ts';
import { lookAtDisk, PauseTeller } from './disk-words.ts';
import { ProgressPrinter, progressRows } from './progress.ts';
import { onStopRequest } from './stop-request.ts';

export interface TrainingResult {
  id: string;
  path: string;
  name: string;
  /** What of it is today's advice; left out where none was asked for. */
  advice?: Advised[];
  /** Where and how its steps ran. */
  way: PlacedWay | undefined;
  /** The newest of each. */
  evaluations: Evaluation[];
  /** What was measured of its newest checkpoint of those that were; null where none was. */
  measured: CheckpointEvaluation | null;
  /** What to know of these numbers; null where they are by a network that the run has nothing to do with. */
  measuredBy: string | null;
  /** The step of the best checkpoint, and by what; null where the run does not tell. */
  best: { step: number; by: RankingId } | null;
  /** G has not been better since its best for as long as it took to get there. */
  pastBest: PastBest | null;
  status: RunStatus;
  /** The last logged step; null before the first. */
  metrics: Record<MetricName, number> | null;
  /** The newest grid of samples, of the EMA where the run keeps one. */
  samples: string | null;
}

/**
 * Trains a run of the library in this process until it ends, showing its progress. Ctrl-C stops it with a
 * checkpoint; a second Ctrl-C quits at once.
 * @throws {ForgerError} when it could not start, or failed.
 */
export async function trainHere(
  context: CommandContext,
  library: Library,
  runId: string,
  quiet: boolean,
): Promise<TrainingResult> {
  const { RunControl, trainRun } = await import('../engine/host/index.ts');
  const { terminal } = context;
  const record = await library.readRun(runId);
  await lookAtDisk(terminal, library, record);
  const { streams, interactive } = terminal;
  const write = quiet ? streams.err : streams.out;
  // Without a terminal, lines of progress are noise to whoever reads JSON.
  const printer = quiet && !interactive ? null : new ProgressPrinter(record, { write, interactive });

  const control = new RunControl();
  const onSignal = stopOnSignal(() => control.stop(), terminal);
  const pauses = new PauseTeller(terminal, library, record);
  const follow = new MetricsFollower(library, runId, (columns) => printer?.show(progressRows(columns)));
  await follow.skip();
  try {
    const status = await trainRun({
      library,
      runId,
      owner: 'cli',
      bundledDir: shipped().datasets,
      control,
      onNotice: (sentence) => terminal.note(sentence),
      onEvent: ({ what }) => {
        if (what === 'metrics') follow.ask();
        if (what === 'status') pauses.look();
      },
      onStart: (lines) => {
        if (printer) terminal[quiet ? 'note' : 'print'](...lines);
      },
    });
    await follow.finish().finally(() => printer?.end());
    if (status.state === 'failed')
      throw new ForgerError(status.code ?? 'internal', status.message ?? 'The run failed.');
    if (status.state === 'diverged') throw new ForgerError('diverged', await waysOn(library, record, status));
    if (status.state !== 'finished') context.exitCode(EXIT_INTERRUPTED);
    const newest = (await library.listSamples(runId)).at(-1);
    return {
      id: runId,
      path: library.runDir(runId),
      name: record.name,
      way: placedWay(await library.readRun(runId)),
      status,
      evaluations: newestEvaluations(await library.readEvaluations(runId)),
      ...(await judgementOf(library, runId)),
      metrics: follow.last,
      samples: newest ? library.samplePath(runId, newest.average ?? newest.file) : null,
    };
  } catch (error) {
    const { code, message } = toFailure(error);
    if (code !== 'out-of-memory') throw error;
    throw new ForgerError(
      code,
      `${message} To find by trial the largest one that fits, and in how many microbatches this one does: forger fit ${runId}`,
      { cause: error },
    );
  } finally {
    onSignal.dispose();
  }
}

/** Prints how a run ended. */
export function printResult(context: CommandContext, result: TrainingResult, json: boolean | undefined): void {
  if (json) return context.terminal.json(result);
  const { terminal } = context;
  if (result.status.state === 'finished') terminal.print(`Finished at step ${result.status.step}.`);
  else terminal.print(stoppedWords(result));
  for (const { id, value, step } of result.evaluations)
    terminal.print(`${EVALUATIONS[id].title} at step ${step}: ${figure(value)} ${EVALUATIONS[id].unit}.`);
  terminal.print(...measuredLines(result));
  if (result.samples) terminal.print(`Newest samples: ${result.samples}`);
  terminal.print(`Everything of this run: ${result.path}`);
}

/** What its measured checkpoints say of a run. */
async function judgementOf(
  library: Library,
  runId: string,
): Promise<Pick<TrainingResult, 'measured' | 'measuredBy' | 'best' | 'pastBest'>> {
  const record = await library.readRun(runId);
  const made = await library.readCheckpointEvaluations(runId);
  const by = bestBy(record.config);
  const scores = by === null ? [] : scoresOf(by, scheduleOf(record), made);
  const best = bestOf(scores);
  return {
    measured: made.at(-1) ?? null,
    measuredBy: partialWords(record.networks),
    best: best && by && { step: best.step, by },
    pastBest: pastBest(scores),
  };
}

/** What was measured, and which checkpoint to take. */
function measuredLines({ measured, measuredBy, best, pastBest: past }: TrainingResult): string[] {
  if (!measured) return [];
  const { values, step } = measured;
  const said = (['kid', 'fdLite0', 'precision', 'recall'] as const).map(
    (id) => `${MEASURED[id].title} ${figure(values[id] ?? null)}`,
  );
  return [
    `At step ${step}: ${said.join(', ')}.`,
    ...(measuredBy === null ? [] : [measuredBy]),
    ...(best ? [`Best by ${MEASURED[best.by].title}: step ${best.step}.`] : []),
    ...(past ? [`Past its best: G has not been better since step ${past.best}. Take that checkpoint, or stop.`] : []),
  ];
}

/** A run that was stopped for want of room says itself where it goes on. */
const stoppedWords = ({ id, status: { step, message } }: TrainingResult): string =>
  message === null
    ? `Stopped at step ${step}. "forger resume ${id}" goes on from there.`
    : `Stopped at step ${step}. ${message} To go on: forger resume ${id}.`;

/** What a shell has to say of a run whose numbers broke: what broke, what is safe, and both ways on. */
async function waysOn(library: Library, record: RunRecord, { message, divergence }: RunStatus): Promise<string> {
  const newest = (await library.listCheckpoints(record.id)).at(-1);
  const what = message ?? 'The numbers of this run broke.';
  if (!newest || !divergence) return `${what} There is no checkpoint yet: train a new run with other settings.`;
  const [remedy] = remediesFor(divergence, record.config, record.stepsPerEpoch);
  const settings = Object.entries(remedy?.changes ?? {}).map(([key, value]) => ` --set ${key}=${String(value)}`);
  return (
    `${what} The last good checkpoint is ${stepInWords(newest.step, record.stepsPerEpoch)}. To go on with other settings: ` +
    `forger train --from ${record.id} --step ${newest.step}${settings.join('')}. To go on as it is: forger resume ${record.id}.`
  );
}

function stopOnSignal(stop: () => void, terminal: CommandContext['terminal']): { dispose(): void } {
  return onStopRequest((times) => {
    if (times > 1) process.exit(EXIT_INTERRUPTED);
    // Whether there is a checkpoint in the end is said when it is known.
    terminal.noteBelow('Stopping. Ctrl-C again quits at once.');
    stop();
  });
}

/** Reads what a run logs as it is logged, one read at a time. */
class MetricsFollower {
  readonly #library: Library;
  readonly #run: string;
  readonly #onColumns: (columns: MetricColumns) => void;

  /** The last row read. */
  last: Record<MetricName, number> | null = null;
  #offset = 0;
  #reading: Promise<void> = Promise.resolve();
  #asked = false;
  #failure: unknown = null;

  constructor(library: Library, run: string, onColumns: (columns: MetricColumns) => void) {
    this.#library = library;
    this.#run = run;
    this.#onColumns = onColumns;
  }

  /** Passes over what an earlier stretch of the run logged. */
  async skip(): Promise<void> {
    const page = await this.#library.readMetrics(this.#run, 0);
    this.#offset = page.nextOffset;
  }

  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#reading = this.#reading
      .then(() => this.#read())
      .catch((error: unknown) => {
        this.#failure = error;
      });
  }

  /** Reads the rest. @throws what any of the reads threw. */
  async finish(): Promise<void> {
    this.ask();
    await this.#reading;
    if (this.#failure !== null) throw this.#failure;
  }

  async #read(): Promise<void> {
    this.#asked = false;
    const { columns, nextOffset } = await this.#library.readMetrics(this.#run, this.#offset);
    this.#offset = nextOffset;
    const at = columns.step.length - 1;
    if (at < 0) return;
    this.last = Object.fromEntries(METRIC_NAMES.map((name) => [name, columns[name][at] ?? Number.NaN])) as Record<
      MetricName,
      number
    >;
    this.#onColumns(columns);
  }
}
