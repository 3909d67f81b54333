/** Measuring training steps: each way of running them in a process of its own, in turn. */
export { describeMachine, type Machine } from './machine.ts';
export { inTurn, type Entry, type Score } from './rounds.ts';
export { duelOf, MADE_UP, madeUpImages, type Subject } from './subject.ts';
export { takePart } from './take-part.ts';
export { benchWays, wayEntry, type BenchName, type BenchResult } from './ways.ts';
