import { ForgerError } from '@shared/contract/errors.ts';
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
  execution: 'graph' | 'eager';
  /** Why a step that this device should compile was not compiled: a sentence. */
  refusal: string | null;
}

/**
 * The way to run steps that the run asks for: compiled where `auto` can. It follows from configuration and
 * device alone, because the two ways round differently and a run that goes on must go on the same way.
 * @throws {ForgerError} device-unavailable when a graph is asked for and cannot be had
 */
export function chooseStep(duel: Duel, feed: Feed, loadGraph: GraphLoader): ChosenStep {
  const { execution } = duel.options.config;
  const eagerly = (refusal: string | null): ChosenStep => ({
    step: eagerStep(duel, feed),
    execution: 'eager',
    refusal,
  });
  if (execution === 'eager') return eagerly(null);
  try {
    return { step: new GraphStep(duel, feed, { loadGraph, xla: false }), execution: 'graph', refusal: null };
  } catch (error) {
    if (!(error instanceof CompileRefusal)) throw error;
    if (execution === 'graph')
      throw new ForgerError(
        'device-unavailable',
        `A step cannot run as a compiled graph here; set Step (execution) to automatic. ${error.message}`,
        { cause: error },
      );
    return eagerly(error.reason === 'device' ? null : error.message);
  }
}
