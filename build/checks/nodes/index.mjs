// npm run test:nodes: Forger on every Node.js that it says it runs on. First digits of versions as arguments try those alone;
// --quick leaves the unit tests out.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withLock } from '../../setup/lock.mjs';
import { cacheRoot } from '../../setup/paths.mjs';
import { fetchWheel } from '../../setup/pip-wheel.mjs';
import { MODERN_TENSORFLOW, TESTED_NODES } from '../../setup/pins.mjs';
import { SetUpError } from '../../setup/process.mjs';
import { Report } from '../../setup/report.mjs';
import { main, setUp } from '../../setup/setup.mjs';
import { plainNode } from '../../setup/steps/plain-node.mjs';
import { ways } from '../../setup/steps/tensorflow.mjs';
import { FINGERPRINTS, journey } from './journey.mjs';
import { differences, table } from './table.mjs';

/**
 * What the journeys share, fetched once and kept in the cache.
 *
 * @param {string} cache
 * @param {string[]} versions
 */
async function fetchShared(cache, versions) {
  const report = new Report();
  return withLock(
    cache,
    (pid) => report.warn(`waiting for another set-up (process ${pid})`),
    async () => {
      const nodes = [];
      for (const version of versions) nodes.push(await plainNode(report, cache, version));
      if (ways()[0]?.id !== MODERN_TENSORFLOW.id) return { nodes, archives: [] };
      report.begin('TensorFlow');
      await fetchWheel(report, cache, MODERN_TENSORFLOW);
      return { nodes, archives: [MODERN_TENSORFLOW.wheel] };
    },
  );
}

await main(async () => {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const versions = TESTED_NODES.filter(
    (version) => positionals.length === 0 || positionals.some((digits) => version.startsWith(digits)),
  );
  if (versions.length === 0)
    throw new SetUpError(`No version begins with ${positionals.join(' or ')}. There are ${TESTED_NODES.join(', ')}.`);
  await setUp({ tests: !values.quick, build: false, window: false });
  const cache = cacheRoot();
  const { nodes, archives } = await fetchShared(cache, versions);
  const outcomes = [];
  for (const node of nodes) {
    const work = await mkdtemp(join(tmpdir(), `forger-node-${node.version}-`));
    const outcome = await journey(node, {
      work,
      cache,
      archives,
      quick: values.quick,
      say: (text) => console.log(`\n━━ Node.js ${node.version}: ${text}`),
    });
    if (outcome.failures.length === 0) await rm(work, { recursive: true });
    else outcome.failures.push(`It is kept in ${work}.`);
    outcomes.push(outcome);
  }
  console.log(`\n${table(outcomes, FINGERPRINTS, values.quick)}\n`);
  const wrong = [
    ...outcomes.flatMap(({ version, failures }) => failures.map((text) => `Node.js ${version}: ${text}`)),
    ...differences(outcomes),
  ];
  if (wrong.length > 0) console.log(wrong.join('\n'));
  return wrong.length === 0 ? 0 : 1;
});
