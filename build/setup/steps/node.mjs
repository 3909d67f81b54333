import { NODE_MINIMUM } from '../pins.mjs';
import { SetUpError } from '../process.mjs';

/**
 * @param {string} version
 * @param {string} minimum
 */
export function isAtLeast(version, minimum) {
  const have = version.split('.').map(Number);
  const want = minimum.split('.').map(Number);
  for (const [index, number] of want.entries()) {
    const mine = have[index] ?? 0;
    if (mine !== number) return mine > number;
  }
  return true;
}

/** @param {import('../report.mjs').Report} report */
export function checkNode(report) {
  report.begin('Node.js');
  if (!isAtLeast(process.versions.node, NODE_MINIMUM)) {
    throw new SetUpError(`This is Node.js ${process.versions.node}, and Forger needs ${NODE_MINIMUM} or newer. Install a newer Node.js, then run the command again.`);
  }
  report.done(process.versions.node);
}
