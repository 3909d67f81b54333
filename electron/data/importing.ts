/** Opening what was chosen: pictures, or a file of pixels. */
export { openSource, type OpenedSource } from './import/open.ts';
export { importArray, lookAtArray } from './import/array.ts';
