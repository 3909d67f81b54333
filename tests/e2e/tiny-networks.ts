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
