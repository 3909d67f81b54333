import type { NamedTensor } from '@shared/network/layers-model.ts';
import type { Layer } from '@shared/network/layers.ts';

/** What the layers compute for one input, by plain loops in float64: the truth models are compared with. */
export function forward(layers: readonly Layer[], tensors: readonly NamedTensor[], input: readonly number[]): number[] {
  let values = [...input];
  layers.forEach((layer, index) => {
    const weight = (name: string): Float32Array | undefined =>
      tensors.find((tensor) => tensor.name === `${index}_${layer.type}/${name}`)?.data;
    const of = (name: string, i: number): number => {
      const data = weight(name);
      if (!data) throw new Error(`No weight ${name} of layer ${index}.`);
      return data[i]!;
    };
    switch (layer.type) {
      case 'dense':
        values = Array.from({ length: layer.units }, (_, unit) =>
          values.reduce(
            (sum, value, feature) => sum + value * of('kernel', feature * layer.units + unit),
            layer.useBias ? of('bias', unit) : 0,
          ),
        );
        break;
      case 'batchNorm':
        // In inference: the running averages. Values are flat here, as everywhere in dense networks.
        values = values.map(
          (value, i) =>
            ((value - of('movingMean', i)) / Math.sqrt(of('movingVariance', i) + layer.epsilon)) * of('gamma', i) +
            of('beta', i),
        );
        break;
      case 'leakyRelu':
        values = values.map((value) => (value < 0 ? layer.slope * value : value));
        break;
      case 'tanh':
        values = values.map(Math.tanh);
        break;
      case 'sigmoid':
        values = values.map((value) => 1 / (1 + Math.exp(-value)));
        break;
      case 'flatten':
      case 'reshape':
        break;
    }
  });
  return values;
}
