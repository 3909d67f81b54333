import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';
import { appHandlers } from './app.ts';
import { datasetHandlers } from './datasets.ts';
import { exportHandlers } from './export.ts';
import { lineHandlers } from './line.ts';
import { presetHandlers } from './presets.ts';
import { runHandlers } from './runs.ts';

/** Every channel of the contract; the compiler refuses a set that misses one. */
export const createHandlers = (services: Services): Handlers => ({
  ...appHandlers(services),
  ...runHandlers(services),
  ...lineHandlers(services),
  ...datasetHandlers(services),
  ...presetHandlers(services),
  ...exportHandlers(services),
});
