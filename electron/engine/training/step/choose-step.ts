import { ForgerError } from '@shared/contract/errors.ts';
import type { Execution } from '@shared/run.ts';
import { CompileRefusal, type ProgramSource } from '../../compile/index.ts';
import type { Duel } from '../duel.ts';
import type { Feed } from '../feed.ts';
import { eagerStep } from './eager-step.ts';
import { GraphStep } from './graph-step.ts';
import { timeEagerly, timeGraph, XLA_PAYS_FROM_MS, xlaMayPay } from './time-step.ts';
import type { TrainingStep } from './training-step.ts';

/** Loads an encoded SavedModel into native TensorFlow and gives its number there. */
export type GraphLoader = ProgramSource['loadGraph'];

/** Milliseconds a step took, by the way it ran. */
export type StepTimes = Partial<Record<Execution, number>>;

/** What a choice among the ways of running a step goes by. */
export interface StepTrial {
  /** The way the run went so far: ways round differently, so it goes on in it. */
  settled: Execution | null;
  /** What was measured on this machine before. */
  known: StepTimes | null;
  /** Steps the run still has. */
  steps: number;
  /** Measures, before the first step, what is not known and pays to know; left out, it goes by what is known. */
  measured?(times: StepTimes): void;
}

export interface ChosenStep {
  step: TrainingStep;
  execution: Execution;
  /** Why a step that this device should compile was not compiled: a sentence. */
  refusal: string | null;
  /** What is known of the ways' speed here; empty where nothing was measured. */
  times: StepTimes;
}

/**
 * The way to run steps that the run asks for. `auto` compiles where it can, and with XLA where that is known to be
 * faster; where nothing is known it takes the plain graph.
 * @throws {ForgerError} device-unavailable when a compiled step is asked for and cannot be had
 */
export function chooseStep(duel: Duel, feed: Feed, loadGraph: GraphLoader, trial?: StepTrial): ChosenStep {
  const { execution, precision } = duel.config;
  const eagerly = (refusal: string | null): ChosenStep => ({
    step: eagerStep(duel, feed),
    execution: 'eager',
    refusal,
    times: {},
  });
  const graph = (xla: boolean): GraphStep => new GraphStep(duel, feed, { loadGraph, xla });
  if (precision === 'bfloat16' && (execution === 'eager' || execution === 'xla')) throw needsGraph('is set otherwise');
  const asked = execution === 'auto' ? (trial?.settled ?? null) : execution;
  if (asked === 'eager') return eagerly(null);
  try {
    if (asked) return { step: graph(asked === 'xla'), execution: asked, refusal: null, times: {} };
    return trial
      ? fastest(duel, feed, graph, trial)
      : { step: graph(false), execution: 'graph', refusal: null, times: {} };
  } catch (error) {
    if (!(error instanceof CompileRefusal)) throw error;
    if (execution === 'graph' || execution === 'xla')
      throw new ForgerError(
        'device-unavailable',
        `A step cannot run as a compiled graph here; set Step (execution) to automatic. ${error.message}`,
        { cause: error },
      );
    // Op by op it would silently be another arithmetic than was asked for.
    if (precision === 'bfloat16') throw needsGraph('cannot be had here', error);
    return eagerly(error.reason === 'device' ? null : error.message);
  }
}

const needsGraph = (why: string, cause?: unknown): ForgerError =>
  new ForgerError(
    'device-unavailable',
    `Arithmetic in bfloat16 (precision) needs steps compiled as a graph, which ${why}. Set Step (execution) to automatic, or take single precision.`,
    { cause },
  );

/** Takes the fastest compiled way, after measuring what is not known where the trial says so. */
function fastest(duel: Duel, feed: Feed, graph: (xla: boolean) => GraphStep, trial: StepTrial): ChosenStep {
  const plain = graph(false);
  const times: StepTimes = { ...trial.known };
  try {
    if (trial.measured && times.graph === undefined) {
      times.graph = timeGraph(plain);
      const eager = timeEagerly(duel, feed, times.graph);
      if (eager !== undefined) times.eager = eager;
    }
    const fused = mayFuse(duel, times, trial) ? tryFused(() => graph(true), times) : null;
    trial.measured?.(times);
    if (fused === null || typeof fused === 'string') return { step: plain, execution: 'graph', refusal: fused, times };
    const [chosen, other] = (times.xla ?? 0) < (times.graph ?? 0) ? [fused, plain] : [plain, fused];
    other.dispose();
    return { step: chosen, execution: chosen === fused ? 'xla' : 'graph', refusal: null, times };
  } catch (error) {
    plain.dispose();
    throw error;
  }
}

/** Whether XLA is worth the seconds it compiles, as far as is known. */
function mayFuse({ networks, config }: Duel, { graph, xla }: StepTimes, { steps, measured }: StepTrial): boolean {
  // XLA compiles what TensorFlow would otherwise round.
  if (config.precision === 'bfloat16') return false;
  if (graph === undefined || graph * steps <= XLA_PAYS_FROM_MS || !xlaMayPay(networks)) return false;
  return xla === undefined ? measured !== undefined : xla < graph;
}

/** A step compiled with XLA, timed where that is not known; a sentence where XLA cannot do it: the plain graph can. */
function tryFused(make: () => GraphStep, times: StepTimes): GraphStep | string {
  let step: GraphStep | undefined;
  try {
    step = make();
    times.xla ??= timeGraph(step);
    return step;
  } catch (error) {
    step?.dispose();
    return `XLA does not take it, the plain graph is used. ${error instanceof Error ? error.message : String(error)}`;
  }
}
