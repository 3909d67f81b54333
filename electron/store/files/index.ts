/** The one place that knows how bytes reach a disk safely. */
export { appendDurable } from './append.ts';
export { buildFolder, commitFolder } from './commit-folder.ts';
export { makeFolder } from './durable.ts';
export { asForgerError, explained, systemCode } from './errors.ts';
export { readAt, withFile } from './read.ts';
export { sweepLeftovers, temporaryBeside } from './temporary.ts';
export { writeFileAtomic, writeNewFile } from './write-atomic.ts';
