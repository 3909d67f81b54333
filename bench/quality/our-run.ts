import { keepsAverage } from '@shared/config/schedules.ts';
import { parseSetting, publishedRecipe } from '@shared/config/resolve.ts';
import { openDataset } from '../../electron/data/index.ts';
import { prepareRun, RunControl, trainRun } from '../../electron/engine/host/index.ts';
import { drawFakes } from '../../electron/engine/host/evaluate/fakes.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import type { Library } from '../../electron/store/index.ts';
import type { RunConfigInput, RunSettings } from '@shared/config/schema.ts';
import { differencesOf, settingsOf as adviceAsSettings } from '@shared/recommend/advice.ts';
import type { QualitySet } from './sets.ts';

/** What a program made of the set in its minutes. */
export interface Drawn {
  /** [count, height, width, channels], 0 … 255 */
  fakes: Uint8Array;
  steps: number;
}

/** More than any run gets through in its minutes. */
const ENDLESS = 100_000;

const ADVICE = '+advice';

/** "cgan+advice": with what is advised today wherever the entry says nothing. */
export const isAdvised = (entry: string): boolean => entry.split(/[:@]/)[0]?.endsWith(ADVICE) ?? false;

/** "fastgan@0.5:batch=8:ema.decay=0.999" as a run's settings. */
export function settingsOf(entry: string): RunConfigInput & { preset: string } {
  const [named = '', ...settings] = entry.split(':');
  const [recipe = '', width] = named.split('@');
  const preset = recipe.replace(ADVICE, '');
  const given: unknown = Object.fromEntries([
    ...(width === undefined ? [] : [['network.width', Number(width)]]),
    ...settings.map(parseSetting),
  ]);
  return { ...(given as RunConfigInput), preset };
}

/** The same on every machine: nothing is known of how fast it is. */
async function withAdvice(library: Library, bundledDir: string, input: RunConfigInput): Promise<RunConfigInput> {
  const { record } = await openDataset(library.dir, bundledDir, input.dataset);
  const { preset, dataset: _dataset, ...settings } = input;
  const subject = { preset: publishedRecipe(preset), settings: settings as Partial<RunSettings>, dataset: record };
  return { ...adviceAsSettings(differencesOf(subject, null)), ...input };
}

async function trainedFor(library: Library, runId: string): Promise<number> {
  const { columns } = await library.readMetrics(runId, 0);
  return columns.elapsed.at(-1) ?? 0;
}

/** What a run leaves out, because its first steps compile and warm up. */
const WARM_UP = 1 / 3;

/** Milliseconds a step of a run that was trained, without its beginning. @throws {Error} where it made too few steps */
async function msOf(library: Library, runId: string): Promise<number> {
  const { elapsed, step } = (await library.readMetrics(runId, 0)).columns;
  const [end, last] = [elapsed.at(-1) ?? 0, step.at(-1) ?? 0];
  const from = elapsed.findIndex((seconds) => seconds >= WARM_UP * end);
  const [seconds, steps] = [end - (elapsed[from] ?? 0), last - (step[from] ?? 0)];
  if (!(steps > 0 && seconds > 0))
    throw new Error('The run made too few steps to tell their time: give it more minutes.');
  return (1000 * seconds) / steps;
}

/** What is trained, and how long. */
export interface Asked {
  entry: string;
  seed: number;
  minutes: number;
  /** In place of the minutes by the clock. */
  steps: number | null;
}

interface Place {
  library: Library;
  bundledDir: string;
  say(text: string): void;
}

/** Trains a recipe for so many minutes, not counting what is measured, or steps. A run that was stopped goes on. @returns its id */
async function train(
  { library, bundledDir, say }: Place,
  set: QualitySet,
  { entry, seed, minutes, steps }: Asked,
  name: string,
): Promise<string> {
  const known = (await library.listRuns()).find((run) => run.name === name);
  const asked = settingsOf(entry);
  const given = {
    ...{ dataset: set.dataset, name, seed, device: 'cpu' as const, 'images.heldOut': 0 },
    ...(steps !== null ? { steps } : asked.steps === undefined && { epochs: ENDLESS }),
    // Time is for training alone: what is measured is measured at the end.
    ...{ 'evaluations.every': 0, 'evaluations.share': 0, 'checkpoint.keep': 'newest' as const },
    ...asked,
  };
  const { id } =
    known ??
    (await prepareRun({
      library,
      bundledDir,
      input: isAdvised(entry) ? await withAdvice(library, bundledDir, given) : given,
    }));
  const left = steps === null ? 60 * minutes - (await trainedFor(library, id)) : Infinity;
  if (left <= 0 || known?.status.state === 'finished') return id;
  say(`${name}: trains for ${steps === null ? `${(left / 60).toFixed(1)} minutes` : `${steps} steps`} …`);
  const control = new RunControl();
  const stop = Number.isFinite(left) ? setTimeout(() => control.stop(), 1000 * left) : undefined;
  const { state, message } = await trainRun({
    ...{ library, bundledDir, runId: id, owner: 'cli', control },
    onEvent: () => undefined,
  });
  clearTimeout(stop);
  if (state !== 'finished' && state !== 'stopped')
    throw new Error(`${name} ended as ${state}: ${message ?? 'no reason was given'}`);
  return id;
}

/**
 * Trains a recipe and draws with its newest generator, the EMA where it has one. A run
 * that was stopped goes on; so it is the same as one that never was.
 */
export async function ourRun(place: Place, set: QualitySet, asked: Asked & { count: number }): Promise<Drawn> {
  const { library } = place;
  const { entry, seed, minutes, steps, count } = asked;
  const name = `${set.name} ${entry} ${seed} ${minutes}${steps === null ? '' : ` in ${steps} steps`}`.slice(0, 120);
  const id = await train(place, set, asked, name);
  const record = await library.readRun(id);
  const checkpoint = await library.newestCheckpoint(id);
  if (!checkpoint) throw new Error(`${name} kept no checkpoint.`);
  await openDevice('cpu');
  const fakes = await drawFakes(record, {
    checkpoint,
    weights: keepsAverage(record.config) ? 'average' : 'own',
    pairs: null,
    // Each label as often as any other; one that nobody asks for where there are none.
    labels: Int32Array.from({ length: Math.max(1, set.classes) }, (_, label) => label),
    count,
    signal: new AbortController().signal,
  });
  return { fakes, steps: checkpoint.step };
}

/** What a step takes here and now, of a run of so many minutes. @returns milliseconds */
export async function ourPace(place: Place, set: QualitySet, entry: string, minutes: number): Promise<number> {
  const name = `pace ${set.name} ${entry} ${new Date().toISOString()}`.slice(0, 120);
  return msOf(place.library, await train(place, set, { entry, seed: 1, minutes, steps: null }, name));
}
