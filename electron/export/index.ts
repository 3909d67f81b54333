/** What leaves Forger: models in forms other programs read. */
export { exportTfjs, type ExportRequest } from './export-tfjs.ts';
