/** Opening what was chosen: pictures, or a file of pixels; looking at it, and importing it. */
export { openSource, requireSource, type OpenedSource } from './import/open.ts';
export { closeOpened, importOpened, lookAtOpened } from './import/opened.ts';
export { pairedSource } from './source/pairs.ts';
export { inSlices } from './in-slices.ts';
