// What is said of the Node.js versions that Forger was tried on.

/**
 * What came of one version. `facts` must be the same on all, each by its name; what failed ends the journey, and the rest of
 * it has not come.
 *
 * @typedef {object} Outcome
 * @property {string} version
 * @property {string[]} failures a sentence each
 * @property {Record<string, string>} facts
 * @property {number} [setUpSeconds] left out where set-up failed
 * @property {boolean} commandLine whether all its commands answered
 * @property {import('../reports.mjs').Count} [tests] left out where the unit tests did not come
 * @property {number} seconds
 */

/**
 * @param {Outcome[]} outcomes
 * @returns {string[]} a sentence for each fact that is not the same as on the first version that has it
 */
export function differences(outcomes) {
  return outcomes.flatMap(({ version, facts }) =>
    Object.entries(facts).flatMap(([name, value]) => {
      const first = outcomes.find((outcome) => name in outcome.facts);
      return first === undefined || first.facts[name] === value
        ? []
        : [`${name} on Node.js ${version} is not what it is on ${first.version}.`];
    }),
  );
}

/**
 * @param {Outcome[]} outcomes
 * @param {string[]} fingerprints the facts that are a run's fingerprint
 * @param {boolean} quick the unit tests were left out
 * @returns {string}
 */
export function table(outcomes, fingerprints, quick) {
  const rows = outcomes.map(({ version, setUpSeconds, commandLine, facts, tests, seconds }) => [
    version,
    setUpSeconds === undefined ? 'failed' : `${setUpSeconds} s`,
    commandLine ? 'answers' : setUpSeconds === undefined ? '-' : 'failed',
    sameness(outcomes, facts, fingerprints),
    tests === undefined
      ? quick
        ? 'left out'
        : '-'
      : `${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`,
    String(seconds),
  ]);
  const lines = [['Node.js', 'set-up', 'command line', 'fingerprints', 'unit tests', 'seconds'], ...rows];
  const widths = lines.reduce(
    (most, line) => line.map((cell, index) => Math.max(most[index] ?? 0, cell.length)),
    /** @type {number[]} */ ([]),
  );
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * @param {Outcome[]} outcomes
 * @param {Record<string, string>} facts of one of them
 * @param {string[]} fingerprints
 */
function sameness(outcomes, facts, fingerprints) {
  const made = fingerprints.filter((name) => name in facts);
  const same = made.filter((name) =>
    outcomes.every((other) => other.facts[name] === undefined || other.facts[name] === facts[name]),
  );
  return `${same.length} of ${fingerprints.length} the same`;
}
