import { toFailure } from '@shared/contract/errors.ts';
import { Contestant, type Program } from './contestant.ts';
import { median } from './median.ts';
import type { Lap, Ready, Round } from './messages.ts';

/** What is measured beside others. */
export interface Entry<Name> {
  name: Name;
  program: Program;
}

/** What was measured of one program. */
export interface Score<Name> {
  name: Name;
  ready: Ready;
  /** Milliseconds a step in each round. */
  rounds: number[];
  /** Median of the rounds. */
  msPerStep: number;
  peakMemoryMiB: number;
}

export interface Turns<Name> {
  rounds: number;
  round: Round;
  /** What comes next, for whoever waits. */
  onTurn?(name: Name, round: number): void;
  /** One that cannot be measured, and why; the others go on. */
  onFailure(name: Name, reason: string): void;
}

/**
 * Measures several programs in turn, round after round, each in a process of its own: what else the machine does
 * meanwhile meets all of them alike, so that their ratios hold where the times themselves do not.
 */
export async function inTurn<Name>(entries: readonly Entry<Name>[], turns: Turns<Name>): Promise<Score<Name>[]> {
  interface Racer {
    name: Name;
    contestant: Contestant;
    ready: Ready;
    laps: Lap[];
  }
  const racing = new Set<Racer>();
  try {
    for (const { name, program } of entries) {
      turns.onTurn?.(name, 0);
      try {
        racing.add({ name, ...(await Contestant.start(program)), laps: [] });
      } catch (error) {
        turns.onFailure(name, toFailure(error).message);
      }
    }
    for (let round = 1; round <= turns.rounds; round++) {
      for (const racer of racing) {
        turns.onTurn?.(racer.name, round);
        try {
          racer.laps.push(await racer.contestant.lap(turns.round));
        } catch (error) {
          racing.delete(racer);
          racer.contestant.end();
          turns.onFailure(racer.name, toFailure(error).message);
        }
      }
    }
    return [...racing].map(({ name, ready, laps }) => {
      const rounds = laps.map(({ msPerStep }) => msPerStep);
      const peakMemoryMiB = Math.max(...laps.map((lap) => lap.peakMemoryMiB));
      return { name, ready, rounds, msPerStep: median(rounds), peakMemoryMiB };
    });
  } finally {
    for (const { contestant } of racing) contestant.end();
  }
}
