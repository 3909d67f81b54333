import { withEvaluations } from '@shared/checkpoint-evaluation.ts';
import { branchConfig, keepsSlots, type BranchChanges } from '@shared/config/branch.ts';
import { heldOutCount } from '@shared/config/held-out.ts';
import { ConfigError, stepsPerEpoch, totalSteps } from '@shared/config/resolve.ts';
import { keepsAverage, withScheduleLength } from '@shared/config/schedules.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { frozenLayers, kernelLayers } from '@shared/network/frozen.ts';
import { summarizePair } from '@shared/network/summary.ts';
import { isPaired } from '@shared/pairs.ts';
import { imageMade } from '@shared/presets/networks-of.ts';
import { imageWords } from '@shared/presets/own-networks.ts';
import type { RunParent, RunRecord } from '@shared/run.ts';
import type { OptimizerState } from '@shared/training-state.ts';
import { datasetNamed } from '../../data/named.ts';
import type { Checkpoint, Library } from '../../store/index.ts';
import { datasetIdOfRun } from './dataset-of-run.ts';
import { fitDisk, requireRoom } from './disk-of-run.ts';
import { datasetFacts, MAX_NAME, placeOf, requireMemory } from './prepare-run.ts';
import type { Devices } from './run-way.ts';

export interface BranchArguments {
  library: Library;
  bundledDir: string;
  /** The checkpoint to begin from. */
  from: RunParent;
  /** What differs from the parent's settings. */
  changes: BranchChanges;
  /** Asked of another process where one holds the device; left out, this one opens it. */
  devices?: Devices;
  /** Told in a sentence what was decided beside what was asked. */
  onDecided?: (sentence: string) => void;
}

/**
 * Makes a run that begins from a checkpoint of another one, with changed settings; nothing trains yet. The checkpoint
 * becomes its own, of step 0: weights, buffers and EMA as they were, steps, epochs and time counted anew.
 * @throws {ConfigError} for settings; {ForgerError} not-found, damaged, invalid-config, device-unavailable
 */
export async function prepareBranch(asked: BranchArguments): Promise<RunRecord> {
  const { library, bundledDir, from, changes, devices } = asked;
  const parent = await library.readRun(from.run);
  const { dataset: wantedImages = parent.config.dataset, ...rest } = changes;
  const images =
    wantedImages === parent.config.dataset ? await datasetIdOfRun(library, bundledDir, parent) : wantedImages;
  const dataset = await datasetNamed(library.dir, bundledDir, images);
  const same = dataset.hash === parent.dataset.hash;
  const wanted = branchConfig(parent.config, { ...rest, ...(!same && { dataset: dataset.id }) });
  const config = {
    ...wanted,
    dataset: dataset.id,
    // Other images may be too few for it.
    'images.heldOut': heldOutCount(wanted['images.heldOut'], dataset.count) > 0 ? wanted['images.heldOut'] : 0,
  };
  requireSameImages(parent, dataset);
  const frozen = frozenIn(parent, config);
  requireMemory(parent.networks, config);
  const planned = { config, recipe: parent.recipe, networks: parent.networks, dataset: datasetFacts(dataset) };
  const place = await placeOf(config, devices);
  const saved = await library.readCheckpoint(from.run, from.step);
  const first = firstCheckpoint(saved, parent.config, config, { same, frozen });
  const made = {
    name: config.name || defaultName(parent, from.step),
    ...planned,
    ...(parent.own && { own: parent.own }),
    parent: { run: parent.id, step: from.step },
    stepsPerEpoch: stepsPerEpoch(config, dataset.count),
    totalSteps: totalSteps(config, dataset.count),
    ...place,
  };
  const measured = withEvaluations(made, changes['evaluations.every']);
  const scheduled = withScheduleLength(measured);
  const run = await fitDisk(library, scheduled, { settings: changes, onDecided: asked.onDecided });
  await requireRoom(library, run);
  return library.createRun(run, first);
}

function defaultName(parent: RunRecord, step: number): string {
  const epoch = step / parent.stepsPerEpoch;
  const end = Number.isInteger(epoch) ? `, from epoch ${epoch}` : `, from step ${step}`;
  return (parent.name || parent.config.preset).slice(0, MAX_NAME - end.length) + end;
}

function requireSameImages({ networks, recipe }: RunRecord, dataset: DatasetRecord): void {
  const { name, labels } = dataset;
  if (isPaired(dataset) !== isPaired(recipe))
    throw new ForgerError(
      'invalid-config',
      isPaired(recipe)
        ? `This run learns from pairs, an input and its target each, and ${name} has single images. Choose pairs.`
        : `${name} has pairs, an input and its target side by side, and this run learns from single images. Choose such images.`,
    );
  const made = imageMade({ recipe }, dataset);
  const same =
    made.height === networks.image.height &&
    made.width === networks.image.width &&
    made.channels === networks.image.channels;
  if (!same)
    throw new ForgerError(
      'invalid-config',
      `The networks of this run make images of ${imageWords(networks.image)}; ${name} has ${imageWords(made)}. Choose images of that size.`,
    );
  if (networks.classes !== undefined && networks.classes !== (labels?.length ?? 0))
    throw new ForgerError(
      'invalid-config',
      `The networks of this run know ${networks.classes} labels; ${name} has ${labels?.length ?? 0}. Choose images with as many.`,
    );
}

/** D's layers that are not to be trained. @throws {ConfigError} where none would be left */
function frozenIn({ networks }: RunRecord, { 'transfer.frozen': count }: RunConfig): ReadonlySet<string> {
  const { layers } = summarizePair(networks).discriminator;
  const all = kernelLayers(layers);
  if (count > 0 && count >= all)
    throw new ConfigError(
      `D has ${all} layers with kernels, and one at least must learn: set transfer.frozen to ${all - 1} or less.`,
      'transfer.frozen',
    );
  return frozenLayers(layers, count);
}

/**
 * Step 0 of the new run. An optimiser goes on with its slots where its rule is the same, but for frozen weights, and begins
 * anew elsewhere.
 * @param images whether they are the parent's, and D's layers that are frozen
 */
function firstCheckpoint(
  saved: Checkpoint,
  parent: RunConfig,
  config: RunConfig,
  { same, frozen }: { same: boolean; frozen: ReadonlySet<string> },
): Checkpoint {
  const { generator, discriminator, average, optimizers, numbers } = saved;
  const optimizer = (player: 'generator' | 'discriminator'): OptimizerState => {
    if (!keepsSlots(player, parent, config)) return { iterations: 0, slots: [] };
    const { iterations, slots } = optimizers[player];
    const isFrozen = (slot: string): boolean => player === 'discriminator' && frozen.has(slot.split('/', 1)[0] ?? '');
    return { iterations, slots: slots.filter(({ name }) => !isFrozen(name)) };
  };
  return {
    step: 0,
    elapsed: 0,
    generator,
    discriminator,
    // Where the parent kept no EMA, one begins at G's weights, as it does in a run of its own.
    ...(keepsAverage(config) && { average: average ?? generator }),
    optimizers: { generator: optimizer('generator'), discriminator: optimizer('discriminator') },
    // What was found out about other images says nothing of these.
    ...(same && numbers && { numbers }),
  };
}
