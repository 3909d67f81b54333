import { keepsAverage } from '@shared/config/schedules.ts';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { latestOfEach } from '@shared/checkpoint-evaluation.ts';
import { evaluateCheckpoints, prepareRun, RunControl, trainRun } from '../../electron/engine/host/index.ts';
import { openGenerator } from '../../electron/engine/host/generator.ts';
import { drawSamples, sampleOptions } from '../../electron/engine/training/samples.ts';
import type { Library } from '../../electron/store/index.ts';
import { npyOfPixels } from './npy.ts';

/** What a run is trained with, for the judge's sake. */
export interface Contest {
  library: Library;
  bundledDir: string;
  dataset: string;
  epochs: number;
  /** Pictures a checkpoint. */
  pictures: number;
  say(text: string): void;
}

/** What is trained; the width multiplies that of its networks. */
export interface Entry {
  recipe: string;
  width: number;
}

/** A checkpoint with its KID, and the name of the file of its pictures. */
export interface Judged {
  recipe: string;
  epoch: number;
  kid: number;
  file: string;
}

/** The run of a recipe in this library, gone on with where it was stopped; trained to its end. */
async function trained(contest: Contest, { recipe: preset, width }: Entry): Promise<string> {
  const { library, bundledDir, dataset, epochs, say } = contest;
  const known = (await library.listRuns()).find((run) => run.preset === preset);
  const settings = {
    epochs,
    'network.width': width,
    'checkpoint.keep': 'all',
    // They are measured afterwards, all of them.
    'evaluations.every': 0,
    'evaluations.share': 0,
  } as const;
  const { id } =
    known ?? (await prepareRun({ library, bundledDir, input: { preset, dataset, device: 'cpu', ...settings } }));
  if (known?.status.state === 'finished') return id;
  say(`${preset}: trains ${epochs} epochs${known ? `, from step ${known.status.step}` : ''} …`);
  const { state, message } = await trainRun({
    ...{ library, bundledDir, runId: id, owner: 'cli', control: new RunControl() },
    onEvent: () => undefined,
  });
  if (state !== 'finished') throw new Error(`${preset} ended as ${state}: ${message ?? 'no reason was given'}`);
  return id;
}

/** Checkpoints of a recipe's run at the ends of its epochs, measured and drawn; what was done before is not done again. */
export async function judgedRun(contest: Contest, entry: Entry, pictures: string): Promise<Judged[]> {
  const { library, bundledDir, say } = contest;
  const { recipe } = entry;
  const runId = await trained(contest, entry);
  const { config, networks } = await library.readRun(runId);
  const checkpoints = (await library.listCheckpoints(runId)).filter(
    ({ epoch }) => Number.isInteger(epoch) && epoch > 0,
  );
  const known = await library.readCheckpointEvaluations(runId);
  const left = checkpoints.filter(({ step }) => !known.some((made) => made.step === step));
  if (left.length > 0) say(`${recipe}: ${left.length} checkpoints are measured …`);
  const made = await evaluateCheckpoints({
    ...{ library, bundledDir, runId, steps: left.map(({ step }) => step), signal: new AbortController().signal },
    onMeasured: () => undefined,
    onNotice: say,
  });
  const kids = new Map(
    latestOfEach([...known, ...made]).map(({ step, values }) => [step, values['kid'] ?? Number.NaN]),
  );
  const judged: Judged[] = [];
  for (const { step, epoch } of checkpoints) {
    const file = `${recipe}-${String(epoch).padStart(3, '0')}.npy`;
    judged.push({ recipe, epoch, kid: kids.get(step) ?? Number.NaN, file });
    if (existsSync(join(pictures, file))) continue;
    // KID's own way: the EMA's where there is one.
    const { network, dispose } = await openGenerator(
      library,
      runId,
      step,
      'cpu',
      keepsAverage(config) ? 'average' : 'own',
    );
    try {
      // Not those that KID has seen.
      const given = { count: contest.pictures, seed: config.seed + 1, label: undefined };
      const { height, width, channels } = networks.image;
      const pixels = await drawSamples(network, sampleOptions(networks, config, given));
      const count = pixels.length / (height * width * channels);
      await writeFile(join(pictures, file), npyOfPixels(pixels, [count, height, width, channels]));
    } finally {
      dispose();
    }
  }
  return judged;
}
