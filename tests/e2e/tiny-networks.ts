/** Networks as small as can be: each kind of op is compiled for a GPU in software when it is first met. */
export const TINY_NETWORKS = {
  generator: [
    { type: 'dense', units: 16 },
    { type: 'leakyRelu', slope: 0.2 },
    { type: 'dense', units: 784 },
    { type: 'tanh' },
    { type: 'reshape', shape: [28, 28, 1] },
  ],
  discriminator: [
    { type: 'flatten' },
    { type: 'dense', units: 16 },
    { type: 'leakyRelu', slope: 0.2 },
    { type: 'dense', units: 1 },
    { type: 'sigmoid' },
  ],
};

/** The same with a generator that is steered by its style in two places. */
export const STYLED_NETWORKS = {
  ...TINY_NETWORKS,
  generator: {
    nodes: [
      { type: 'dense', units: 8, id: 'mapped' },
      { type: 'style', id: 'first' },
      { type: 'dense', units: 16 },
      { type: 'leakyRelu', slope: 0.2, id: 'drawn' },
      { type: 'style', from: 'mapped', id: 'second' },
      { type: 'dense', units: 16, id: 'share' },
      { type: 'multiply', from: ['drawn', 'share'] },
      { type: 'dense', units: 784 },
      { type: 'tanh' },
      { type: 'reshape', shape: [28, 28, 1] },
    ],
  },
};
