import { bestBy } from '@shared/checkpoint-evaluation.ts';
import { bestStep } from '@shared/checkpoint-policy.ts';
import { MEASURED } from '@shared/measured.ts';
import type { CheckpointEntry, RunRecord } from '@shared/run.ts';
import { bytes, count } from '../lib/format.ts';
import { CONSTANTS_FILE, modelOf, WEIGHTS_FILE } from '@shared/network/layers-model.ts';
import { summarizePair } from '@shared/network/summary.ts';

/** A checkpoint as the dialog offers it: the best first, where the run tells it, then from the newest on. */
export interface ExportChoice {
  step: number;
  label: string;
}

export function exportChoices(checkpoints: readonly CheckpointEntry[], record: RunRecord): ExportChoice[] {
  const steps = [...new Set(checkpoints.map((checkpoint) => checkpoint.step))].sort((a, b) => b - a);
  const [newest] = steps;
  const best = bestStep(checkpoints);
  const by = bestBy(record.config);
  const rank = (step: number): string =>
    [
      ...(step === best ? [`, the best${by === null ? '' : ` by ${MEASURED[by].title}`}`] : []),
      ...(step === newest ? [', the newest'] : []),
    ].join('');
  const ordered = best === null ? steps : [best, ...steps.filter((step) => step !== best)];
  return ordered.map((step) => {
    const epoch = step / record.stepsPerEpoch;
    const name = Number.isInteger(epoch) ? `Epoch ${count(epoch)}` : `Step ${count(step)}`;
    return { step, label: `${step === best ? '★ ' : ''}${name}${rank(step)}` };
  });
}

/** The checkpoint to begin with: the one of the moment that was chosen, if there is one, else the first that is offered. */
export const firstChoice = (choices: readonly ExportChoice[], wanted: number | null): number =>
  choices.find(({ step }) => step === wanted)?.step ?? choices[0]?.step ?? 0;

/** The weights a generator can be taken with, where the run keeps their average. */
export const WEIGHTS = [
  { value: 'average', label: 'EMA over the steps' },
  { value: 'own', label: 'As trained' },
] as const;

const FLOAT_BYTES = 4;

/** What an export writes, with the one size that is known beforehand. */
export function exportParts(record: RunRecord): { file: string; what: string }[] {
  const weights = summarizePair(record.networks).generator.total * FLOAT_BYTES;
  const { json, constants } = modelOf(record.networks, 'generator');
  const form = json.format === 'graph-model' ? 'GraphModel' : 'LayersModel';
  return [
    { file: 'model.json', what: `the network, as a TensorFlow.js ${form}` },
    { file: WEIGHTS_FILE, what: `its weights, ${bytes(weights)}` },
    ...(constants ? [{ file: CONSTANTS_FILE, what: 'numbers that are not trained, such as shapes' }] : []),
    { file: 'README.md', what: 'where it comes from and how to load it' },
    { file: 'index.html', what: 'one page that draws new samples in any browser, offline' },
  ];
}
