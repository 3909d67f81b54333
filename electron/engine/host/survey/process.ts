import { assertNever } from '@shared/assert-never.ts';
import { takeTask } from '../task-process.ts';
import { measureDataset } from './measure.ts';
import { surveyCommandSchema, type SurveyCommand, type SurveyEvent } from './messages.ts';
import { Sight } from './sight.ts';

const sight = new Sight();

/** The process that looks through data sets: what the network saw of one it keeps for the next question about it. */
takeTask<SurveyCommand, SurveyEvent>(surveyCommandSchema, async (command, { post, signal }) => {
  const { library, bundledDir, dataset } = command;
  const args = {
    ...{ library, bundledDir, dataset, signal },
    onProgress: (progress: Extract<SurveyEvent, { type: 'progress' }>['progress']): void =>
      post({ type: 'progress', progress }),
  };
  switch (command.type) {
    case 'survey':
      await (command.kind === 'measures' ? measureDataset(args) : sight.survey(args));
      return post({ type: 'surveyed' });
    case 'nearest':
      return post({ type: 'nearest', images: [...(await sight.nearest(args, command.to))] });
    default:
      return assertNever(command);
  }
});
