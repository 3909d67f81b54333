import { describeOldRuns } from './support/describe-old-runs.ts';

describeOldRuns(({ compiled, threads }) => compiled === true && threads === undefined);
