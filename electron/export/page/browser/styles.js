/* eslint-disable @typescript-eslint/no-unused-vars -- the page's main script calls these */

/**
 * What the generator makes of its inputs up to some nodes, or from nodes on that are given.
 * @param {import('@tensorflow/tfjs').GraphModel} generator
 * @param {import('@tensorflow/tfjs').Tensor[]} inputs in the order of the generator's
 * @param {string[]} wanted nodes
 * @param {Record<string, import('@tensorflow/tfjs').Tensor>} [given] by node
 * @returns {import('@tensorflow/tfjs').Tensor[]}
 */
function executed(generator, inputs, wanted, given = {}) {
  const named = Object.fromEntries(
    generator.inputs.map(({ name }, index) => [name, /** @type {import('@tensorflow/tfjs').Tensor} */ (inputs[index])]),
  );
  return [generator.execute({ ...named, ...given }, wanted)].flat();
}

/**
 * The mean of what each style node passes on, [1, features] each, of latents that are always the same, and of the labels in turn.
 * @param {import('@tensorflow/tfjs').GraphModel} generator
 * @param {{ styles: string[], latentSize: number, prior: 'normal' | 'uniform', labels: string[] | null, meanOf: number }} facts
 */
function meanStyles(generator, { styles, latentSize, prior, labels, meanOf }) {
  const atOnce = 256;
  const latents = drawLatents(0, meanOf, latentSize, prior);
  return tf.tidy(() => {
    /** @type {import('@tensorflow/tfjs').Tensor[][]} */
    const parts = [];
    for (let first = 0; first < meanOf; first += atOnce)
      parts.push(
        tf.tidy(() => {
          const rows = latents.subarray(first * latentSize, (first + atOnce) * latentSize);
          const asked = Int32Array.from({ length: atOnce }, (_, row) => (first + row) % (labels?.length ?? 1));
          const inputs = [
            tf.tensor2d(rows, [atOnce, latentSize]),
            ...(labels ? [tf.tensor2d(asked, [atOnce, 1], 'int32')] : []),
          ];
          return executed(generator, inputs, styles).map((style) => tf.mean(style, 0, true));
        }),
      );
    return styles.map((_, place) =>
      tf.mean(
        tf.concat(
          parts.flatMap((part) => part[place] ?? []),
          0,
        ),
        0,
        true,
      ),
    );
  });
}

/**
 * Images whose styles are those of the latents up to a place, of other latents from there on, and then drawn towards the mean style:
 * mean + ψ (style − mean).
 * @param {import('@tensorflow/tfjs').GraphModel} generator
 * @param {string[]} styles its style nodes
 * @param {import('@tensorflow/tfjs').Tensor[]} inputs latents, and the labels where there are any
 * @param {{ psi: number, mean: import('@tensorflow/tfjs').Tensor[], others: import('@tensorflow/tfjs').Tensor | null, from: number }} steering
 */
function steeredImages(generator, styles, inputs, { psi, mean, others, from }) {
  return tf.tidy(() => {
    const own = executed(generator, inputs, styles);
    const taken = others ? executed(generator, [others, ...inputs.slice(1)], styles) : own;
    /** @type {Record<string, import('@tensorflow/tfjs').Tensor>} */
    const given = {};
    styles.forEach((node, place) => {
      const style = /** @type {import('@tensorflow/tfjs').Tensor} */ ((place < from ? own : taken)[place]);
      const centre = mean[place];
      given[node] = psi === 1 || !centre ? style : tf.add(centre, tf.mul(tf.sub(style, centre), psi));
    });
    const outputs = generator.outputs.map(({ name }) => name);
    return /** @type {import('@tensorflow/tfjs').Tensor} */ (executed(generator, inputs, outputs, given)[0]);
  });
}
