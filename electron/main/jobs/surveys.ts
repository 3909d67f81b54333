import { ForgerError } from '@shared/contract/errors.ts';
import type { SurveyProgress } from '@shared/browse.ts';
import { performApart, type ApartLauncher } from '../../engine/host/apart.ts';
import { surveyEventSchema, type SurveyCommand, type SurveyEvent } from '../../engine/host/survey/messages.ts';

/** Starts the built electron/engine/host/survey/process.ts. */
type SurveyLauncher = ApartLauncher<SurveyCommand>;

type Task<Type extends SurveyCommand['type']> = Omit<Extract<SurveyCommand, { type: Type }>, 'type'>;

const gone = (): ForgerError =>
  new ForgerError(
    'internal',
    'The data set could not be looked through: its process ended. Close other programs, then try again.',
  );

/** What it keeps it writes whole or not at all: a cancelled one is ended at once. */
const perform = (
  launch: SurveyLauncher,
  task: SurveyCommand,
  signal: AbortSignal,
  onProgress: (progress: SurveyProgress) => void,
) =>
  performApart<SurveyCommand, SurveyEvent>({
    ...{ launch, task, signal, gone, events: surveyEventSchema },
    onProgress: ({ progress }) => onProgress(progress),
  });

/** Works out what a data set is to be sorted by, in a process of its own. @throws {ForgerError} */
export async function surveyApart(
  launch: SurveyLauncher,
  task: Task<'survey'>,
  signal: AbortSignal,
  onProgress: (progress: SurveyProgress) => void,
): Promise<void> {
  await perform(launch, { type: 'survey', ...task }, signal, onProgress);
}

/** Numbers of images by their distance from one, in a process of its own. @throws {ForgerError} */
export async function nearestApart(
  launch: SurveyLauncher,
  task: Task<'nearest'>,
  signal: AbortSignal,
): Promise<Uint32Array> {
  const answer = await perform(launch, { type: 'nearest', ...task }, signal, () => undefined);
  if (answer.type !== 'nearest') throw gone();
  return Uint32Array.from(answer.images);
}
