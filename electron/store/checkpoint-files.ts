import {
  CONSTANTS_FILE,
  modelOf,
  NETWORK_NAMES,
  packWeights,
  unpackWeights,
  weightSpecs,
  WEIGHTS_FILE,
  type NamedTensor,
  type NetworkName,
} from '@shared/network/layers-model.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { toJson } from './json-file.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** Sets of weights a checkpoint may hold, by the folder each lies in. */
export const WEIGHT_SETS = [...NETWORK_NAMES, 'average'] as const;
export type WeightSet = (typeof WEIGHT_SETS)[number];

/** The EMA has the generator's layers. */
const layersOf = (set: WeightSet): NetworkName => (set === 'average' ? 'generator' : set);

export const modelFile = <Set extends WeightSet>(set: Set) => `${set}/model.json` as const;
export const weightsFile = <Set extends WeightSet>(set: Set) => `${set}/${WEIGHTS_FILE}` as const;
export const constantsFile = <Set extends WeightSet>(set: Set) => `${set}/${CONSTANTS_FILE}` as const;
/** Weights that training needs and a model has no place for: the vectors of a spectral norm. */
export const EXTRA_FILE = 'extra.safetensors';

/** A set of weights as a model of tfjs, and what is left over under names that begin with the set's. */
export function modelFiles(
  networks: NetworkPair,
  set: WeightSet,
  tensors: readonly NamedTensor[],
): { files: [string, Uint8Array][]; extra: NamedTensor[] } {
  const network = layersOf(set);
  const inModel = new Set(weightSpecs(networks, network).map(({ name }) => name));
  const weights = tensors.filter(({ name }) => inModel.has(name));
  const { json, constants } = modelOf(networks, network);
  return {
    files: [
      [modelFile(set), Buffer.from(toJson(json))],
      [weightsFile(set), packWeights(networks, network, weights)],
      ...(constants ? [[constantsFile(set), constants] satisfies [string, Uint8Array]] : []),
    ],
    extra: named(
      set,
      tensors.filter(({ name }) => !inModel.has(name)),
    ),
  };
}

/** The same set from its bytes. @throws {Error} when they do not fit the networks */
export const readModelWeights = (
  networks: NetworkPair,
  set: WeightSet,
  weights: Uint8Array,
  extra: readonly NamedTensor[],
): NamedTensor[] => [...unpackWeights(networks, layersOf(set), weights), ...belongingTo(set, extra)];

/** Tensors under `<owner>/<name>`. */
export const named = (owner: string, tensors: readonly NamedTensor[]): NamedTensor[] =>
  tensors.map((tensor) => ({ ...tensor, name: `${owner}/${tensor.name}` }));

/** Those of `<owner>/…`, under their own names. */
export const belongingTo = (owner: string, tensors: readonly NamedTensor[]): NamedTensor[] =>
  tensors
    .filter(({ name }) => name.startsWith(`${owner}/`))
    .map((tensor) => ({ ...tensor, name: tensor.name.slice(owner.length + 1) }));

export const packTensors = (tensors: readonly NamedTensor[], step: number): Uint8Array =>
  writeSafetensors(tensors, { writer: 'Forger', step: String(step) });
export const unpackTensors = readSafetensors;
