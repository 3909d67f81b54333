import { NODE_LINES } from '../pins.mjs';
import { SetUpError } from '../process.mjs';

/**
 * @param {string} version
 * @param {string} minimum
 */
function isAtLeast(version, minimum) {
  const have = version.split('.').map(Number);
  const want = minimum.split('.').map(Number);
  for (const [index, number] of want.entries()) {
    const mine = have[index] ?? 0;
    if (mine !== number) return mine > number;
  }
  return true;
}

const line = (/** @type {string} */ version) => Number.parseInt(version, 10);

/**
 * Whether the tools run on a Node.js: of one of their lines and new enough in it, or of a newer line than all of them.
 *
 * @param {string} version
 */
export function isSupported(version) {
  const ofLine = NODE_LINES.find((oldest) => line(oldest) === line(version));
  return ofLine === undefined ? line(version) > line(NODE_LINES.at(-1) ?? '') : isAtLeast(version, ofLine);
}

/** @param {import('../report.mjs').Report} report */
export function checkNode(report, version = process.versions.node) {
  report.begin('Node.js');
  if (!isSupported(version)) {
    const [newest = '', ...older] = NODE_LINES.toReversed();
    const lines = older
      .reverse()
      .map((oldest) => `${oldest} or a later ${line(oldest)}`)
      .join(', ');
    throw new SetUpError(
      `This is Node.js ${version}, and Forger needs ${lines}, or ${newest} or newer. Install one of them, then run the command again.`,
    );
  }
  report.done(version);
}
