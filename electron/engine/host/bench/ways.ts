import { ForgerError } from '@shared/contract/errors.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { Execution } from '@shared/way.ts';
import type { Round } from './messages.ts';
import { inTurn, type Entry } from './rounds.ts';
import { duelOf, type Subject } from './subject.ts';

export interface BenchName {
  device: RunConfig['device'];
  mode: Execution;
}

/** What `forger bench --json` lists. */
export interface BenchResult {
  preset: string;
  batch: number;
  /** The kind of device, `auto` resolved. */
  device: string;
  mode: Execution;
  /** Median of the rounds, each the median of its steps. */
  msPerStep: number;
  imagesPerSecond: number;
  /** The most memory the process has held, TensorFlow and the images included. */
  peakMemoryMiB: number;
  /** From networks that are only described to the end of the first step: building, tracing, compiling. */
  firstStepMs: number;
  rounds: number;
}

export interface WaysArguments {
  subject: Subject;
  /** The built process.ts. */
  script: string;
  devices: readonly RunConfig['device'][];
  modes: readonly Execution[];
  rounds: number;
  round: Round;
  onTurn(name: BenchName, round: number): void;
  onFailure(name: BenchName, reason: string): void;
}

/** A process that trains the subject by one way. @param script the built process.ts */
export const wayEntry = <Name extends BenchName>(name: Name, subject: Subject, script: string): Entry<Name> => ({
  name,
  program: {
    file: process.execPath,
    args: [script],
    subject: { ...subject, settings: { ...subject.settings, device: name.device, execution: name.mode } },
  },
});

/**
 * Measures every way of running the subject's steps on every device, in turn.
 * @throws {ForgerError} device-unavailable when not one could be measured
 */
export async function benchWays(args: WaysArguments): Promise<BenchResult[]> {
  const { subject, script, devices, modes, rounds, round, onTurn, onFailure } = args;
  const entries = devices.flatMap((device) => modes.map((mode) => wayEntry({ device, mode }, subject, script)));
  const scores = await inTurn(entries, { rounds, round, onTurn, onFailure });
  if (scores.length === 0) throw new ForgerError('device-unavailable', 'Nothing could be measured here.');
  const { batch } = duelOf(subject).config;
  return scores.map(({ name, ready, msPerStep, peakMemoryMiB }) => ({
    preset: subject.settings.preset,
    batch,
    device: ready.device,
    mode: name.mode,
    msPerStep,
    imagesPerSecond: (batch * 1000) / msPerStep,
    peakMemoryMiB,
    firstStepMs: ready.firstStepMs,
    rounds,
  }));
}
