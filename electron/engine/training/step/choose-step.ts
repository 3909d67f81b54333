import { ForgerError } from '@shared/contract/errors.ts';
import type { Execution } from '@shared/way.ts';
import { CompileRefusal, type ProgramSource } from '../../compile/index.ts';
import type { Duel } from '../duel.ts';
import type { Feed } from '../feed.ts';
import { eagerStep } from './eager-step.ts';
import { GraphStep } from './graph-step.ts';
import type { TrainingStep } from './training-step.ts';

/** Loads an encoded SavedModel into native TensorFlow and gives its number there. */
export type GraphLoader = ProgramSource['loadGraph'];

export interface ChosenStep {
  step: TrainingStep;
  execution: Execution;
  /** Why a step that this device should compile was not compiled: a sentence. */
  refusal: string | null;
}

/**
 * The way to run steps that the run asks for. `auto` compiles the plain graph where it can: see `wayOf`.
 * @param settled the way its steps have run so far; null before the first. Ways round differently, so it goes on in it
 * @throws {ForgerError} device-unavailable when a compiled step is asked for, or was settled, and cannot be had
 */
export function chooseStep(duel: Duel, feed: Feed, loadGraph: GraphLoader, settled: Execution | null): ChosenStep {
  const { execution, precision } = duel.config;
  const eagerly = (refusal: string | null): ChosenStep => ({
    step: eagerStep(duel, feed),
    execution: 'eager',
    refusal,
  });
  const asked = execution === 'auto' ? settled : execution;
  if (precision === 'bfloat16' && (asked === 'eager' || asked === 'xla')) throw needsGraph('is set otherwise');
  if (asked === 'eager') return eagerly(null);
  try {
    const step = new GraphStep(duel, feed, { loadGraph, xla: asked === 'xla' });
    return { step, execution: asked ?? 'graph', refusal: null };
  } catch (error) {
    if (!(error instanceof CompileRefusal)) throw error;
    if (execution !== 'auto')
      throw new ForgerError(
        'device-unavailable',
        `A step cannot run as a compiled graph here; set Step (execution) to automatic. ${error.message}`,
        { cause: error },
      );
    // Op by op it would silently be another arithmetic than was asked for.
    if (precision === 'bfloat16') throw needsGraph('cannot be had here', error);
    if (settled !== null)
      throw new ForgerError(
        'device-unavailable',
        `The steps of this run were compiled so far, and cannot be here: it would not go on exactly. Make a new run from its newest checkpoint. ${error.message}`,
        { cause: error },
      );
    return eagerly(error.reason === 'device' ? null : error.message);
  }
}

const needsGraph = (why: string, cause?: unknown): ForgerError =>
  new ForgerError(
    'device-unavailable',
    `Arithmetic in bfloat16 (precision) needs steps compiled as a graph, which ${why}. Set Step (execution) to automatic, or take single precision.`,
    { cause },
  );
