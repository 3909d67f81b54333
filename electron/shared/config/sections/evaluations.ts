import { z } from 'zod';
import { MEASURED, MEASURED_IDS, type MeasuredId } from '../../measured.ts';
import { field } from '../field.ts';

/** What checkpoints can be ranked by: all but a spread, and what says nothing of G. */
export type RankingId = Exclude<MeasuredId, 'kidSd' | 'byHeart'>;
const RANKING_IDS = MEASURED_IDS.filter((id) => id !== 'kidSd' && id !== 'byHeart') as [RankingId, ...RankingId[]];

/** What is measured of the generator on the way, and what follows from it. */
export const evaluationFields = {
  'images.heldOut': field(
    {
      label: 'Held-out images',
      help: 'So many of the images are never trained on: at least 50, at most 1,000; 0: none.',
      teaching:
        'Where D scores the images it was trained on above those it never saw, it learns them by heart and has little left to ' +
        'teach G: only held-out images show that. They are the same for every run on the data set, spread over its labels, and ' +
        'near duplicates lie on one side. Of images of your own a new run holds out 5 %; it takes at least 100 images.',
      source: 'Karras et al. 2020, “Training Generative Adversarial Networks with Limited Data”, section 3',
      unit: '% of the images',
      group: 'evaluation',
    },
    z.number().min(0).max(50).default(0),
  ),
  'evaluations.every': field(
    {
      label: 'Evaluate every',
      help: 'Checkpoints are measured each so many epochs, and the last one; 0: none are.',
      teaching:
        'Losses do not say whether the pictures are good. 500 of G’s pictures are compared with 500 of the data set, by what a ' +
        'network that knows pictures sees in them. Where nothing is said, a run measures about 20 checkpoints at most. It ' +
        'changes nothing of training. A data set takes at least 50 pictures for it.',
      source: 'Bińkowski et al. 2018; Kynkäänniemi et al. 2019; Naeem et al. 2020',
      unit: 'epochs',
      group: 'evaluation',
      decides: 'nothing',
      ofNewRuns: 1,
    },
    z.number().int().min(0).max(100_000).default(0),
  ),
  'evaluations.share': field(
    {
      label: 'Time for evaluations',
      help: 'How much of the time of training may go into measuring the generator; 0: none while it trains.',
      teaching:
        'It decides when the numbers arrive, not what they are: checkpoints that found no time wait, and are measured when ' +
        'training has ended. Runs that measure no checkpoints have 512 images drawn at the end of an epoch, or fewer where they ' +
        'are large, and their distance to as many of the data set measured, where the share allows it.',
      source: 'Rabin et al. 2011; Karras et al. 2018, section 5',
      unit: '% of training time',
      group: 'evaluation',
      decides: 'nothing',
      ofNewRuns: 3,
    },
    z.number().min(0).max(100).default(0),
  ),
  'checkpoint.bestBy': field(
    {
      label: 'Best by',
      help: 'The number by which the best checkpoint is told, marked and kept.',
      teaching:
        'KID is the surest with 500 pictures: of two checkpoints that both draw well it mostly tells the better. The others ' +
        'each see one side of it, such as how much of the data G covers. Marked with a star are checkpoints that the run itself ' +
        'has measured.',
      source: 'Bińkowski et al. 2018',
      group: 'evaluation',
      choiceLabels: Object.fromEntries(RANKING_IDS.map((id) => [id, MEASURED[id].title])),
      decides: 'nothing',
    },
    z.enum(RANKING_IDS).default('kid'),
  ),
  'stop.pastBest': field(
    {
      label: 'Stop past the best',
      help: 'The run stops where G has not been better for as long as it took to get there.',
      teaching:
        'The run says so in any case. Asked to stop, training waits for each evaluation at its step, so that the run stops at ' +
        'the same step on any machine. Resumed, it goes on until G is past a better best. At least three evaluations must not ' +
        'have been better.',
      group: 'evaluation',
      choiceLabels: { no: 'No, train to the end', yes: 'Yes' },
      decides: 'nothing',
    },
    z.enum(['no', 'yes']).default('no'),
  ),
};
