import { refuse } from './pickle.mjs';

/** @typedef {import('./torch-file.mjs').Tensor} Tensor */

/** Added to a variance before its root, in TensorFlow's EfficientNet. */
const EPSILON = 1e-3;
/** The last block of the stage of 112 channels: what comes behind it, nobody asks for. */
const LAST_BLOCK = 10;

/** A convolution and the batch norm behind it, by their names in the file and the one they get. @returns {[string, string, string][]} */
function convolutions() {
  const blocks = Array.from({ length: LAST_BLOCK + 1 }, (_, block) => {
    const own = /** @type {[string, string, string][]} */ ([
      ['expand', '_expand_conv', '_bn0'],
      ['depthwise', '_depthwise_conv', '_bn1'],
      ['project', '_project_conv', '_bn2'],
    ]).map(
      ([name, kernel, norm]) =>
        /** @type {[string, string, string]} */ ([
          `block${block}.${name}`,
          `_blocks.${block}.${kernel}`,
          `_blocks.${block}.${norm}`,
        ]),
    );
    // The first block does not widen.
    return block === 0 ? own.slice(1) : own;
  });
  return [['stem', '_conv_stem', '_bn0'], ...blocks.flat()];
}

/**
 * Turns EfficientNet-Lite0's weights into those of Forger's layers: batch norm, which stands still, is folded into the convolution before
 * it (kernel · γ/√(σ² + ε), bias β − μ · γ/√(σ² + ε), in float64), kernels are [height, width, in, out], depthwise ones
 * [height, width, channels, 1], and what lies behind the last stage that is used is left out.
 *
 * @param {Map<string, Tensor>} tensors as PyTorch has them
 * @returns {Map<string, Tensor>} `<layer>/kernel` or `<layer>/depthwiseKernel`, and `<layer>/bias`
 * @throws {SetUpError} where one is missing or of another shape
 */
export function foldedWeights(tensors) {
  const named = (/** @type {string} */ name, /** @type {number} */ rank) => {
    const tensor = tensors.get(name);
    if (tensor?.shape.length !== rank) throw refuse(`it lacks ${name}`);
    return tensor;
  };
  return new Map(
    convolutions().flatMap(([layer, convolution, norm]) => {
      const kernel = named(`${convolution}.weight`, 4);
      const [scale, shift, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((part) => {
        const { data } = named(`${norm}.${part}`, 1);
        if (data.length !== kernel.shape[0]) throw refuse(`${norm}.${part} has another length`);
        return data;
      });
      const factors = Float64Array.from(scale ?? [], (value, at) => value / Math.sqrt((variance?.[at] ?? 0) + EPSILON));
      const bias = Float32Array.from(shift ?? [], (value, at) => value - (mean?.[at] ?? 0) * (factors[at] ?? 0));
      const depthwise = layer.endsWith('.depthwise');
      return /** @type {[string, Tensor][]} */ ([
        [`${layer}/${depthwise ? 'depthwiseKernel' : 'kernel'}`, folded(kernel, factors, depthwise)],
        [`${layer}/bias`, { shape: [bias.length], data: bias }],
      ]);
    }),
  );
}

/**
 * @param {Tensor} kernel [out, in, height, width]; depthwise [channels, 1, height, width]
 * @param {Float64Array} factors of each output
 * @param {boolean} depthwise
 * @returns {Tensor}
 */
function folded({ shape: [out = 0, into = 0, height = 0, width = 0], data }, factors, depthwise) {
  const result = new Float32Array(data.length);
  for (let o = 0; o < out; o += 1)
    for (let i = 0; i < into; i += 1)
      for (let pixel = 0; pixel < height * width; pixel += 1)
        result[(pixel * into + i) * out + o] = (data[(o * into + i) * height * width + pixel] ?? 0) * (factors[o] ?? 0);
  return { shape: depthwise ? [height, width, out, into] : [height, width, into, out], data: result };
}

/**
 * Tensors in the safetensors format, float32 (https://huggingface.co/docs/safetensors): the length of the header, the header as JSON,
 * the numbers in its order.
 *
 * @param {Map<string, Tensor>} tensors
 * @returns {Buffer}
 */
export function safetensors(tensors) {
  let offset = 0;
  const header = [...tensors].map(([name, { shape, data }]) => {
    const begin = offset;
    offset += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, offset] }];
  });
  const json = JSON.stringify(Object.fromEntries(header));
  const padded = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const numbers = [...tensors.values()].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([length, padded, ...numbers]);
}
