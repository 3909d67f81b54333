import { beforeAll, describe, expect, it } from 'vitest';
import { PRESET_IDS } from '@shared/presets/index.ts';
import type { CompiledProgram } from '../../../electron/engine/compile/index.ts';
import type { Duel } from '../../../electron/engine/training/duel.ts';
import {
  eagerNumbers,
  feedsOf,
  inputsOf,
  makeDuel,
  moveByAdam,
  moveBySgd,
  play,
  playEagerly,
  stateOf,
  tracedNumbers,
  variablesOf,
  type Mover,
} from './duel-step.ts';
import { compile, openNative, relativeError } from './helpers.ts';
import type { StepOps } from '../../../electron/engine/compile/index.ts';

beforeAll(openNative);

type MoverOf = (duel: Duel, ops: StepOps) => Mover;
const adam: MoverOf = (duel, ops) => moveByAdam(duel, tracedNumbers(duel, ops));

const compileDuel = (
  duel: Duel,
  moverOf: MoverOf = adam,
  more: { counts?: number[]; xla?: boolean } = {},
): CompiledProgram =>
  compile({
    variables: variablesOf(duel),
    ...(more.xla === undefined ? {} : { xla: more.xla }),
    endpoints: {
      train: {
        inputs: inputsOf(duel),
        run: (inputs, ops) => play(duel, inputs, moverOf(duel, ops)),
        counts: more.counts ?? [1],
      },
    },
  });

/** The largest relative difference between two sets of arrays, and where. */
function worst(a: ReadonlyMap<string, ArrayLike<number>>, b: ReadonlyMap<string, ArrayLike<number>>): [number, string] {
  expect([...a.keys()]).toEqual([...b.keys()]);
  return [...b].reduce<[number, string]>(
    ([most, where], [name, values]) => {
      const error = relativeError(a.get(name)!, values);
      return error > most ? [error, name] : [most, where];
    },
    [0, ''],
  );
}
const asMap = (record: Record<string, ArrayLike<number>>): Map<string, ArrayLike<number>> =>
  new Map(Object.entries(record));

/** Plays both ways from the same start. */
function compare(
  presetId: string,
  steps: number,
  moverOf: MoverOf,
  eagerMover: (duel: Duel, step: number) => Mover,
  xla = false,
) {
  const [eager, compiled] = [makeDuel(presetId), makeDuel(presetId)];
  const program = compileDuel(compiled, moverOf, { xla });
  const results: [number, string][] = [];
  for (let step = 0; step < steps; step++) {
    const wanted = playEagerly(eager, step, eagerMover(eager, step));
    results.push(
      worst(
        asMap(program.run('train', feedsOf(compiled, step), { step }) as Record<string, Float32Array>),
        asMap(wanted),
      ),
    );
  }
  program.download();
  const state = worst(stateOf(compiled), stateOf(eager));
  program.dispose();
  eager.dispose();
  compiled.dispose();
  return { results, state };
}

describe.each(PRESET_IDS)('the compiled step of %s', (presetId) => {
  it('equals the eager one after one step with Adam', () => {
    const { results, state } = compare(presetId, 1, adam, (duel, step) => moveByAdam(duel, eagerNumbers(duel, step)));
    console.log(presetId, results, state);
    expect(results[0]![0]).toBeLessThan(1e-6);
    expect(state[0]).toBeLessThan(1e-6);
  });
  it('equals the eager one after five steps with SGD', () => {
    const { results, state } = compare(
      presetId,
      5,
      (duel) => moveBySgd(duel, 0.01),
      (duel) => moveBySgd(duel, 0.01),
    );
    console.log(presetId, results, state);
    expect(state[0]).toBeLessThan(1e-6);
  });
});
