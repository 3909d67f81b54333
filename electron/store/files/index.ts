/** The one place that knows how bytes reach a disk safely. */
export { appendDurable, appendUnsynced, truncateDurable } from './append.ts';
export { buildFolder, commitFolder, removeFolder } from './commit-folder.ts';
export { exists, makeFolder, renameDurably, syncFolder, writeAll } from './durable.ts';
export { asForgerError, explained, systemCode } from './errors.ts';
export { FILE_LIMITS } from './limits.ts';
export {
  fileChunks,
  NotAFile,
  openFile,
  openFileSync,
  readAt,
  readInside,
  readText,
  readWhole,
  sizeOf,
  withFile,
} from './read.ts';
export { isMadeInByOthers, sweepLeftovers, temporaryBeside } from './temporary.ts';
export { entriesOverlap } from './zip-places.ts';
export { writeFileAtomic, writeNewFile } from './write-atomic.ts';
