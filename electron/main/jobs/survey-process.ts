import type { SurveyCommand } from '../../engine/host/survey/messages.ts';
import { keptProcess, type KeptProcess } from './kept-process.ts';
import { utilityLauncher } from './utility.ts';

/** The process that looks through data sets, kept between questions. @param entry the built process.ts */
export const surveyProcess = (entry: string): KeptProcess<SurveyCommand> =>
  keptProcess(utilityLauncher<SurveyCommand>(entry, { name: 'Forger survey', silent: true }));
