(async () => {
  const facts = JSON.parse(element('model', HTMLScriptElement).text);
  const { latentSize, prior, image, labels, count, columns } = facts;
  const canvas = element('samples', HTMLCanvasElement);
  const stage = element('stage', HTMLDivElement);
  const seed = element('seed', HTMLInputElement);
  const status = element('status', HTMLSpanElement);
  const button = element('new', HTMLButtonElement);
  const chooser = element('label', HTMLSelectElement);
  canvas.width = columns * image.width;
  canvas.height = Math.ceil(count / columns) * image.height;

  const fitStage = () => fit(canvas, stage.clientWidth - 32, window.innerHeight * 0.8);
  window.addEventListener('resize', fitStage);
  fitStage();

  if (labels) {
    labels.forEach((/** @type {string} */ name, /** @type {number} */ label) =>
      chooser.add(new Option(name, String(label))),
    );
    element('labels', HTMLLabelElement).hidden = false;
  }

  /** Which image each sample is to be: the chosen label, or one label a row. */
  const askedLabels = () =>
    Int32Array.from({ length: count }, (_, index) =>
      chooser.value === '' ? Math.floor(index / columns) : Number(chooser.value),
    );

  /**
   * Draws the generator's values, image by image, as tiles of one picture.
   * @param {ArrayLike<number>} values
   */
  const paint = (values) => {
    const context = contextOf(canvas);
    for (let index = 0; index < count; index += 1)
      putImage(
        context,
        values,
        { index, left: (index % columns) * image.width, top: Math.floor(index / columns) * image.height },
        facts,
      );
  };

  const currentSeed = () => Math.min(4294967295, Math.max(0, Math.floor(Number(seed.value)) || 0));

  /** @param {import('@tensorflow/tfjs').GraphModel | import('@tensorflow/tfjs').LayersModel} generator */
  const show = async (generator) => {
    const drawn = currentSeed();
    seed.value = String(drawn);
    const values = tf.tidy(() => {
      const latents = tf.tensor2d(drawLatents(drawn, count, latentSize, prior), [count, latentSize]);
      const asked = labels ? [latents, tf.tensor2d(askedLabels(), [count, 1], 'int32')] : latents;
      return /** @type {import('@tensorflow/tfjs').Tensor} */ (generator.predict(asked)).dataSync();
    });
    paint(values);
    const of = labels && chooser.value !== '' ? ` of ${labels[Number(chooser.value)]}` : '';
    const sentence = `${count} samples${of} from seed ${drawn}`;
    canvas.setAttribute('aria-label', sentence);
    status.textContent = sentence;
  };

  try {
    const generator = await openGenerator(facts.model);
    button.addEventListener('click', () => {
      seed.value = String(currentSeed() + 1);
      void show(generator);
    });
    chooser.addEventListener('change', () => void show(generator));
    element('controls', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void show(generator);
    });
    await show(generator);
    button.disabled = false;
  } catch (error) {
    status.textContent = whyNot(error);
  }
})();
