import { assertNever } from '@shared/assert-never.ts';
import { compareCopies, prepareCheck, trainTo, type Ways } from './tasks.ts';
import type { PerformTask, VerifyAnswers, VerifyTask } from './verify.ts';

async function perform(task: VerifyTask, ways: Ways): Promise<VerifyAnswers[VerifyTask['type']]> {
  switch (task.type) {
    case 'prepare':
      return prepareCheck(task, ways);
    case 'train':
      return trainTo(task, ways);
    case 'compare':
      return compareCopies(task.place, task.facts);
    default:
      return assertNever(task);
  }
}

/** Does a task in this process. */
// The answer follows from the task's type; TypeScript cannot follow the pair through the union.
export const performHere = perform as PerformTask;
