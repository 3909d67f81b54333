(async () => {
  /**
   * @template {HTMLElement} T
   * @param {string} id
   * @param {new () => T} kind
   * @returns {T}
   */
  const element = (id, kind) => {
    const found = document.getElementById(id);
    if (!(found instanceof kind)) throw new Error(`The page lacks ${id}.`);
    return found;
  };
  const facts = JSON.parse(element('model', HTMLScriptElement).text);
  const { latentSize, prior, image, range, labels, count, columns } = facts;
  const canvas = element('samples', HTMLCanvasElement);
  const stage = element('stage', HTMLDivElement);
  const seed = element('seed', HTMLInputElement);
  const status = element('status', HTMLSpanElement);
  const button = element('new', HTMLButtonElement);
  const chooser = element('label', HTMLSelectElement);
  canvas.width = columns * image.width;
  canvas.height = Math.ceil(count / columns) * image.height;

  /** Whole device pixels per image pixel, so that nothing is smeared. */
  const fit = () => {
    const ratio = window.devicePixelRatio || 1;
    const room = Math.min((stage.clientWidth - 32) / canvas.width, (window.innerHeight * 0.8) / canvas.height);
    const zoom = Math.max(1, Math.floor(room * ratio));
    canvas.style.width = `${(canvas.width * zoom) / ratio}px`;
    canvas.style.height = `${(canvas.height * zoom) / ratio}px`;
  };
  window.addEventListener('resize', fit);
  fit();

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

  /** @param {number} value of a pixel, as the generator gives it */
  const brightness = (value) => Math.round(range === 'unit' ? value * 255 : (value + 1) * 127.5);

  /** @param {string} base64 */
  const bytesOf = (base64) => Uint8Array.from(window.atob(base64), (character) => character.charCodeAt(0));

  /**
   * Draws the generator's values, image by image, as tiles of one picture.
   * @param {ArrayLike<number>} values
   */
  const paint = (values) => {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this browser cannot draw');
    const { width, height, channels } = image;
    for (let index = 0; index < count; index += 1) {
      const tile = context.createImageData(width, height);
      for (let pixel = 0; pixel < width * height; pixel += 1) {
        const at = (index * width * height + pixel) * channels;
        for (let channel = 0; channel < 3; channel += 1)
          tile.data[4 * pixel + channel] = brightness(values[at + (channels === 3 ? channel : 0)] ?? 0);
        tile.data[4 * pixel + 3] = 255;
      }
      context.putImageData(tile, (index % columns) * width, Math.floor(index / columns) * height);
    }
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
    await tf.ready();
    const { format, topology, signature, specs, weights } = facts.model;
    const source = tf.io.fromMemory({
      modelTopology: topology,
      ...(signature && { signature }),
      weightSpecs: specs,
      weightData: bytesOf(weights).buffer,
    });
    const generator = await (format === 'graph-model' ? tf.loadGraphModel(source) : tf.loadLayersModel(source));
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
    status.textContent = `The generator could not be run here: ${error instanceof Error ? error.message : error}`;
  }
})();
