import { expect, test } from 'vitest';
import { differences, table, type Outcome } from '../../build/checks/nodes/table.mjs';
import { NODE_LINES, PACKED_NODE, PLAIN_NODES, TESTED_NODES } from '../../build/setup/pins.mjs';
import { isSupported } from '../../build/setup/steps/node.mjs';

const outcomeOf = (version: string, more: Partial<Outcome> = {}): Outcome => ({
  version,
  failures: [],
  facts: { presets: 'p', dense: 'd', convolutional: 'c' },
  setUpSeconds: 90,
  commandLine: true,
  tests: { passed: 1000, failed: 0, skipped: 3 },
  seconds: 800,
  ...more,
});
const RUNS = ['dense', 'convolutional'];

test('equal facts are no difference, and each other one is named', () => {
  const outcomes = [outcomeOf('20.0.0'), outcomeOf('22.0.0')];
  expect(differences(outcomes)).toEqual([]);
  const other = outcomeOf('24.0.0', { facts: { presets: 'p', dense: 'x', convolutional: 'c' } });
  expect(differences([...outcomes, other])).toEqual(['dense on Node.js 24.0.0 is not what it is on 20.0.0.']);
  expect(table([...outcomes, other], RUNS, false)).toBe(
    [
      'Node.js   set-up   command line   fingerprints      unit tests                         seconds',
      '20.0.0    90 s     answers        1 of 2 the same   1000 passed, 0 failed, 3 skipped   800',
      '22.0.0    90 s     answers        1 of 2 the same   1000 passed, 0 failed, 3 skipped   800',
      '24.0.0    90 s     answers        1 of 2 the same   1000 passed, 0 failed, 3 skipped   800',
    ].join('\n'),
  );
});

test('what did not come is told from what was left out', () => {
  const noSetUp: Outcome = {
    version: '20.0.0',
    failures: ['Set-up failed.'],
    facts: {},
    commandLine: false,
    seconds: 9,
  };
  const noRun = outcomeOf('22.0.0', { facts: { presets: 'p', dense: 'd' }, commandLine: false });
  delete noRun.tests;
  const outcomes = [noSetUp, noRun, outcomeOf('24.0.0')];
  expect(differences(outcomes)).toEqual([]);
  const [, first, second] = table(outcomes, RUNS, false).split('\n');
  expect(first).toMatch(/^20\.0\.0 +failed +- +0 of 2 the same +- +9$/);
  expect(second).toMatch(/^22\.0\.0 +90 s +failed +1 of 2 the same +- +800$/);
  expect(table([noRun], RUNS, true)).toContain('left out');
});

test('Forger is tried on the oldest Node.js that it says it runs on, on the one that ships, and on the line between', () => {
  expect(Object.keys(PLAIN_NODES).sort()).toEqual(TESTED_NODES.toSorted());
  expect([TESTED_NODES[0], TESTED_NODES.at(-1)]).toEqual([NODE_LINES[0], PACKED_NODE]);
  expect(TESTED_NODES.every(isSupported)).toBe(true);
  expect(TESTED_NODES.map((version) => Number.parseInt(version, 10))).toEqual([20, 22, 24]);
});
