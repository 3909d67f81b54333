import { join } from 'node:path';
import { failedLately, noteFailure } from '../failure-note.mjs';
import { MODERN_TENSORFLOW } from '../pins.mjs';
import { SetUpError } from '../process.mjs';
import { BINDING_REVISION } from '../tensorflow/binding.mjs';
import { makeModern } from '../tensorflow/modern.mjs';
import { makeOfficial, officialId } from '../tensorflow/official.mjs';
import { wholeRuntime } from '../tensorflow/runtime.mjs';

/** How a day without is remembered. */
const NATIVE = 'native';

/** @typedef {{ id: string, binding?: number, make: (report: import('../report.mjs').Report, cache: string, folder: string) => Promise<void> }} Way */

/** @returns {Way[]} the ways to get native TensorFlow on this machine, best first */
export function ways(platform = process.platform, arch = process.arch) {
  const official = { id: officialId(platform, arch), make: makeOfficial };
  if (`${platform}-${arch}` === MODERN_TENSORFLOW.platform)
    return [{ id: MODERN_TENSORFLOW.id, binding: BINDING_REVISION, make: makeModern }, official];
  return [official];
}

/**
 * @param {string} cache
 * @returns {Promise<{ folder: string, runtime: import('../tensorflow/runtime.mjs').Runtime } | null>} the best native runtime that is here
 */
export async function findRuntime(cache) {
  for (const { id, binding } of ways()) {
    const folder = join(cache, 'native', id);
    const runtime = await wholeRuntime(folder);
    if (runtime !== null && runtime.binding === binding) return { folder, runtime };
  }
  return null;
}

/**
 * Whether a runtime has still to be made, so that its tools are needed.
 *
 * @param {string} cache
 * @param {boolean} retry
 */
export async function needsRuntime(cache, retry) {
  return (await findRuntime(cache)) === null && (retry || !(await failedLately(cache, NATIVE)));
}

/**
 * Finds or makes native TensorFlow. Without it Forger still works, slowly, so failing here is no reason to stop.
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @param {boolean} retry try again what failed within the last day
 * @param {Way[]} choices
 */
export async function installTensorFlow(report, cache, retry, choices = ways()) {
  report.begin('TensorFlow');
  const present = await findRuntime(cache);
  if (present !== null) {
    report.done(present.runtime.id);
    return;
  }
  if (!retry && (await failedLately(cache, NATIVE))) {
    report.warn(
      'not available (tried within the last day; npm run setup tries again). Training runs on the slow JavaScript backend.',
    );
    return;
  }
  const reasons = [];
  for (const { id, make } of choices) {
    const folder = join(cache, 'native', id);
    try {
      await make(report, cache, folder);
      report.done(`${id} in ${folder}`);
      return;
    } catch (error) {
      if (!(error instanceof SetUpError)) throw error;
      reasons.push(error.message);
      report.warn(`${id} cannot be had: ${error.message}${error.details ? `\n${indent(error.details)}` : ''}`);
    }
  }
  await noteFailure(cache, NATIVE, reasons);
  report.warn(
    'going on without native TensorFlow. Forger works, but trains many times slower, on its JavaScript backend.',
  );
}

/** @param {string} text */
function indent(text) {
  return text
    .trimEnd()
    .split('\n')
    .slice(-12)
    .map((line) => `      ${line}`)
    .join('\n');
}
