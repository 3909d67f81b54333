import type { RunConfig } from '@shared/config/schema.ts';
import { nodesOf, withNodes } from '@shared/network/graph.ts';
import type { Layer, LayerOf, LayerType } from '@shared/network/layers.ts';
import type { Recipe } from '@shared/presets/index.ts';
import type { Duel, DuelOptions } from '../../electron/engine/training/duel.ts';
import { PLAYERS, type Golden } from './golden.ts';
import type { GoldenTrainer } from './golden-trainer.ts';

/** One wrong detail of a preset, which its golden step must not let pass. */
export interface Mutation {
  name: string;
  /** Changes the preset. */
  options?: (options: DuelOptions) => DuelOptions;
  /** Changes what was built of it. */
  duel?: (duel: Duel) => void;
  /** Plays the step another way. */
  play?: (trainer: GoldenTrainer, golden: Golden) => Parameters<GoldenTrainer['trainStep']>[0];
}

export const setting = <Key extends keyof RunConfig>(key: Key, value: RunConfig[Key]): Mutation => ({
  name: `${key} ${String(value)}`,
  options: (options) => ({ ...options, config: { ...options.config, [key]: value } }),
});

export const recipe = (name: string, change: (recipe: Recipe) => Partial<Recipe>): Mutation => ({
  name,
  options: (options) => ({ ...options, recipe: { ...options.recipe, ...change(options.recipe) } }),
});

export const discriminatorRule = (name: string, rule: Partial<Recipe['discriminator']>): Mutation =>
  recipe(name, ({ discriminator }) => ({ discriminator: { ...discriminator, ...rule } }));

/** A change of every layer of a type in one network; none where it has no such layer. */
export function layers<Type extends LayerType>(
  { networks }: DuelOptions,
  type: Type,
  name: string,
  change: (layer: LayerOf<Type>) => Partial<LayerOf<Type>>,
): Mutation[] {
  const isMeant = (layer: Layer): layer is LayerOf<Type> => layer.type === type;
  return PLAYERS.filter((player) => nodesOf(networks[player]).some(isMeant)).map((player) => ({
    name: `${name} in the ${player}`,
    options: (options) => ({
      ...options,
      networks: {
        ...options.networks,
        [player]: withNodes(
          options.networks[player],
          nodesOf(options.networks[player]).map((layer) => (isMeant(layer) ? { ...layer, ...change(layer) } : layer)),
        ),
      },
    }),
  }));
}
