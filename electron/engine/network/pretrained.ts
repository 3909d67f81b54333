import { ForgerError } from '@shared/contract/errors.ts';
import { pretrainedLayers } from '@shared/network/frozen.ts';
import type { NetworkData } from '@shared/network/graph.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import type { Network } from './network.ts';

/**
 * Gives the layers of a network that ask for them the weights of the layers of the same names.
 * @throws {ForgerError} damaged where one has no such weights
 */
export function loadPretrained(network: Network, data: NetworkData, weights: readonly NamedTensor[]): void {
  const layers = pretrainedLayers(data);
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  for (const variable of network.variables) {
    if (!layers.has(variable.name.split('/', 1)[0] ?? '')) continue;
    const found = byName.get(variable.name);
    if (found?.shape.join() !== variable.shape.join())
      throw new ForgerError(
        'damaged',
        `The network that sees has no weights for ${variable.name} of the discriminator.`,
      );
    variable.load(found.data);
  }
}
