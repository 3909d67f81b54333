import { resolveConfig } from '@shared/config/resolve.ts';
import { weightSpecs, type NamedTensor, type NetworkName } from '@shared/network/layers-model.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { fashionGanTorch } from '@shared/presets/fashion-gan-torch.ts';
import { METRIC_NAMES, type MetricRow } from '@shared/run.ts';
import type { Checkpoint, NewRun } from '../../../electron/store/index.ts';

/** Networks with every kind of layer, small enough to write by the hundred. */
export const NETWORKS: NetworkPair = {
  latentSize: 3,
  image: { height: 4, width: 2, channels: 1 },
  generator: [
    { type: 'dense', units: 5, useBias: true },
    { type: 'leakyRelu', slope: 0.2 },
    { type: 'batchNorm', momentum: 0.8, epsilon: 1e-3, runningVariance: 'population' },
    { type: 'dense', units: 8, useBias: false },
    { type: 'tanh' },
    { type: 'reshape', shape: [4, 2, 1] },
  ],
  discriminator: [{ type: 'flatten' }, { type: 'dense', units: 1, useBias: true }, { type: 'sigmoid' }],
};

export const newRun = (change: Partial<NewRun> = {}): NewRun => ({
  name: 'First try',
  config: resolveConfig({ preset: 'fashion-gan-torch', dataset: 'fashion-mnist', 'evaluations.every': 0 }),
  recipe: fashionGanTorch.recipe,
  dataset: { id: 'fashion-mnist', name: 'Fashion-MNIST', hash: '0'.repeat(64), count: 1000, image: NETWORKS.image },
  networks: NETWORKS,
  stepsPerEpoch: 10,
  totalSteps: 100,
  versions: { forger: '0.1.0' },
  device: { kind: 'cpu' },
  ...change,
});

/** Weights that differ from each other and from those of any other `salt`. */
export function weights(network: NetworkName, salt: number): NamedTensor[] {
  return weightSpecs(NETWORKS, network).map(({ name, shape }, index) => {
    const length = shape.reduce((a, b) => a * b, 1);
    return {
      name,
      shape,
      data: Float32Array.from({ length }, (_, i) => Math.abs(Math.sin(salt * 7919 + index * 101 + i))),
    };
  });
}

const slots = (network: NetworkName, salt: number): NamedTensor[] =>
  weights(network, salt).flatMap((tensor) => [
    { ...tensor, name: `${tensor.name}/m` },
    { ...tensor, name: `${tensor.name}/v` },
  ]);

export const checkpointAt = (step: number): Checkpoint => ({
  step,
  elapsed: step / 8,
  generator: weights('generator', step),
  discriminator: weights('discriminator', step + 0.5),
  optimizers: {
    generator: { iterations: step, slots: slots('generator', step + 0.25) },
    discriminator: { iterations: 2 * step, slots: slots('discriminator', step + 0.75) },
  },
});

export const metricRow = (step: number): MetricRow =>
  Object.fromEntries(
    METRIC_NAMES.map((name, index) => [name, name === 'step' ? step : step + index / 16]),
  ) as MetricRow;
