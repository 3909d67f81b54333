import { relative } from 'node:path';
import { JsonReporter } from 'vitest/node';

/**
 * Vitest's JSON report, with what that leaves out: errors outside of every test. They fail the run as well, and a
 * failure that nobody can name is one that nobody can mend.
 */
export default class WholeReport extends JsonReporter {
  /** @type {import('./reports.mjs').Failure[]} */
  #outside = [];

  constructor() {
    // The command names the file.
    super({});
  }

  /**
   * @override
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest').SerializedError[]} unhandled nobody waited for what threw them, or a process ended
   */
  async onTestRunEnd(modules, unhandled = []) {
    this.#outside = [
      ...modules.flatMap((module) =>
        [module, ...module.children.allSuites()].flatMap((suite) =>
          suite.errors().map((error) => failure(where(suite), error)),
        ),
      ),
      ...unhandled.map((error) => failure('outside of the tests', error)),
    ];
    await super.onTestRunEnd(modules);
  }

  /**
   * @override
   * @param {string} report
   */
  async writeReport(report) {
    await super.writeReport(JSON.stringify({ ...JSON.parse(report), outside: this.#outside }));
  }
}

/** @param {import('vitest/node').TestModule | import('vitest/node').TestSuite} suite */
function where(suite) {
  return suite.type === 'module'
    ? relative(process.cwd(), suite.moduleId)
    : `${relative(process.cwd(), suite.module.moduleId)} › ${suite.fullName}`;
}

/**
 * @param {string} name
 * @param {{ message: string, stack?: string | undefined }} error
 */
const failure = (name, { message, stack }) => ({ name, message: stack || message });
