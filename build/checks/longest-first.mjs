import { relative } from 'node:path';
import { BaseSequencer } from 'vitest/node';

/**
 * Files with tests that take longest, the longest first, as `npm test` names them. Where nothing is known of an earlier
 * run vitest begins with the largest files, and the last worker would be left alone with one of these.
 */
export const LONGEST = [
  'tests/docs/contributing.test.ts',
  'tests/reliability/exact-resume.test.ts',
  'tests/engine/training/every-way.test.ts',
  'tests/engine/training/every-preset.test.ts',
  'tests/old-runs/compiled.test.ts',
  'tests/golden/golden.test.ts',
  'tests/reliability/out-of-memory.test.ts',
  'tests/engine/presets.test.ts',
  'tests/reliability/soak.test.ts',
  'tests/engine/training/webgpu.test.ts',
  'tests/reliability/every-call.test.ts',
  'tests/reliability/killed-engine.test.ts',
  'tests/engine/training/accumulate.test.ts',
  'tests/engine/training/ada.test.ts',
  'tests/golden/webgpu.test.ts',
];

/** Begins with them, in this order; after them as vitest does. */
export default class LongestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import('vitest/node').TestSpecification[]} files
   */
  async sort(files) {
    const place = (/** @type {import('vitest/node').TestSpecification} */ { moduleId }) => {
      const at = LONGEST.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
