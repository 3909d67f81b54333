import { SHAPING_SETTINGS } from '../presets/own-networks.ts';
import { ConfigError, resolveFrom } from './resolve.ts';
import type { ConfigKey, RunConfig, RunConfigInput } from './schema.ts';

/** What a run that begins from another's checkpoint takes over: its networks are the parent's, and trained. */
export const INHERITED_SETTINGS: readonly ConfigKey[] = [
  'preset',
  ...SHAPING_SETTINGS,
  'latent.size',
  'network.initializer',
  // D has seen the others, of the same images.
  'images.heldOut',
];

/** What it has of its own: a name, and schedules that begin with its step 0 and run over its length. */
export const OWN_SETTINGS = { name: '', 'schedule.steps': 0 } as const satisfies Partial<RunConfig>;

/** What is changed of the parent's configuration; all of it may be left out. */
export type BranchChanges = Partial<RunConfigInput>;

/**
 * The configuration of a run that begins from a checkpoint of another: the parent's, with changes. Its name is not.
 * @throws {ConfigError} for a value that is none, or a setting that the networks were made by
 */
export function branchConfig(parent: RunConfig, changes: BranchChanges): RunConfig {
  const others = changes.dataset !== undefined && changes.dataset !== parent.dataset;
  for (const key of INHERITED_SETTINGS.filter((one) => !others || one !== 'images.heldOut'))
    if (changes[key] !== undefined && changes[key] !== parent[key])
      throw new ConfigError(
        `${key} cannot change: a run from a checkpoint goes on with the networks of its parent. Start a new run for it.`,
        key,
      );
  const { preset, dataset } = parent;
  return resolveFrom({ defaults: { ...parent, ...OWN_SETTINGS } }, { dataset, ...changes, preset });
}

/** Whether an optimiser can go on with what the other remembers of each weight. */
export function keepsSlots(player: 'generator' | 'discriminator', parent: RunConfig, config: RunConfig): boolean {
  if (config['transfer.optimizers'] === 'fresh') return false;
  // Of layers that were frozen it remembers nothing.
  if (player === 'discriminator' && config['transfer.frozen'] < parent['transfer.frozen']) return false;
  const shared: ConfigKey[] =
    parent[`optimizer.${player}.kind`] === 'adam' ? [`optimizer.${player}.beta1`, `optimizer.${player}.beta2`] : [];
  return [`optimizer.${player}.kind` as const, ...shared].every((key) => parent[key] === config[key]);
}
