/**
 * Classes: how evenly fakes are spread over the data's classes, exp(−KL(p̄ fakes ‖ p̄ data)) of their mean class probabilities (the
 * second term of the MODE score: T. Che, Y. Li, A. P. Jacob, Y. Bengio, W. Li, "Mode Regularized Generative Adversarial
 * Networks", ICLR 2017; after T. Salimans et al., "Improved Techniques for Training GANs", NIPS 2016). From 0 to 1, higher is better: 1 where
 * classes are as frequent as in the data, 0.9 where one of ten even ones is missing, 0.1 where one of ten is all there is. Unsure
 * readings count in parts, and a fake that is no clear picture is read as something too: precision says whether it looks real.
 */
export function classes(fake: Float64Array, real: Float64Array): number {
  const divergence = fake.reduce((sum, share, label) => {
    const own = real[label] as number;
    return own > 0 && share > 0 ? sum + share * Math.log(share / own) : sum;
  }, 0);
  return Math.min(1, Math.exp(-divergence));
}
