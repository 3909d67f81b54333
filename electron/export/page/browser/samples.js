(async () => {
  const facts = JSON.parse(element('model', HTMLScriptElement).text);
  const { latentSize, prior, image, labels, count, columns, styles, truncation } = facts;
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

  const psi = element('psi', HTMLInputElement);
  const other = element('other', HTMLInputElement);
  const from = element('from', HTMLInputElement);
  if (styles.length > 0) {
    psi.min = String(truncation.least);
    psi.max = String(truncation.most);
    from.max = String(styles.length + 1);
    from.value = from.max;
    element('styles', HTMLDivElement).hidden = false;
    element('mixing', HTMLSpanElement).hidden = styles.length < 2;
  }
  /** Of the steered style layers, the first that takes its style from the other seed; one more than there are: none does. */
  const mixedFrom = () => Number(from.value);
  const mixes = () => styles.length > 1 && mixedFrom() <= styles.length;

  /** Says beside the sliders where they stand. */
  const tell = () => {
    const layer = mixes() ? `${mixedFrom()} of ${styles.length}` : 'none';
    element('psi-is', HTMLSpanElement).textContent = psi.value;
    element('from-is', HTMLSpanElement).textContent = layer;
    from.setAttribute('aria-valuetext', layer);
  };
  tell();

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

  /** @param {HTMLInputElement} field */
  const seedOf = (field) => {
    const value = Math.min(4294967295, Math.max(0, Math.floor(Number(field.value)) || 0));
    field.value = String(value);
    return value;
  };

  /** @param {number} drawn */
  const latentsOf = (drawn) => tf.tensor2d(drawLatents(drawn, count, latentSize, prior), [count, latentSize]);

  /** @type {import('@tensorflow/tfjs').Tensor[]} measured when they are first needed */
  let mean = [];

  /**
   * @param {import('@tensorflow/tfjs').GraphModel | import('@tensorflow/tfjs').LayersModel} generator
   * @param {number} drawn
   */
  const imagesOf = (generator, drawn) => {
    const inputs = [latentsOf(drawn), ...(labels ? [tf.tensor2d(askedLabels(), [count, 1], 'int32')] : [])];
    if (!(generator instanceof tf.GraphModel) || styles.length === 0)
      return /** @type {import('@tensorflow/tfjs').Tensor} */ (generator.predict(inputs));
    return steeredImages(generator, styles, inputs, {
      psi: Number(psi.value),
      mean,
      others: mixes() ? latentsOf(seedOf(other)) : null,
      from: mixedFrom() - 1,
    });
  };

  /** @param {import('@tensorflow/tfjs').GraphModel | import('@tensorflow/tfjs').LayersModel} generator */
  const show = async (generator) => {
    if (generator instanceof tf.GraphModel && psi.value !== '1' && mean.length === 0) {
      status.textContent = 'Measuring the mean style…';
      await new Promise((resolve) => setTimeout(resolve));
      mean = meanStyles(generator, facts);
    }
    const drawn = seedOf(seed);
    const values = tf.tidy(() => imagesOf(generator, drawn).dataSync());
    paint(values);
    const of = labels && chooser.value !== '' ? ` of ${labels[Number(chooser.value)]}` : '';
    const steered = [
      mixes() ? `styles of seed ${other.value} from layer ${mixedFrom()} on` : '',
      psi.value === '1' ? '' : `ψ = ${psi.value}`,
    ].filter((words) => words !== '');
    const sentence = [`${count} samples${of} from seed ${drawn}`, ...steered].join(', ');
    canvas.setAttribute('aria-label', sentence);
    status.textContent = sentence;
  };

  try {
    const generator = await openGenerator(facts.model);
    let asked = false;
    /** @type {Promise<void> | null} */
    let drawing = null;
    const drawAll = async () => {
      while (asked) {
        asked = false;
        await show(generator);
        // A slider that is still moved is heard between two pictures.
        await new Promise((resolve) => setTimeout(resolve));
      }
    };
    /** Draws what is asked for now; what is asked for meanwhile is drawn after it, and of several the last. */
    const draw = () => {
      tell();
      asked = true;
      drawing ??= drawAll()
        .catch((error) => {
          status.textContent = whyNot(error);
        })
        .finally(() => {
          drawing = null;
        });
      return drawing;
    };
    button.addEventListener('click', () => {
      seed.value = String(seedOf(seed) + 1);
      void draw();
    });
    chooser.addEventListener('change', draw);
    for (const slider of [psi, from]) slider.addEventListener('input', draw);
    other.addEventListener('change', draw);
    element('controls', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void draw();
    });
    await show(generator);
    button.disabled = false;
  } catch (error) {
    status.textContent = whyNot(error);
  }
})();
