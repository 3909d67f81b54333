import { describeOldRuns } from './support/describe-old-runs.ts';

// TensorFlow reads its number of threads once: a process of its own for these.
describeOldRuns(({ threads }) => threads !== undefined);
