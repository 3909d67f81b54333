(async () => {
  const facts = JSON.parse(element('model', HTMLScriptElement).text);
  const { image, range, paper, ink, examples } = facts;
  const { width, height, channels } = image;
  const stage = element('stage', HTMLDivElement);
  const drawing = element('drawing', HTMLCanvasElement);
  const output = element('output', HTMLCanvasElement);
  const status = element('status', HTMLSpanElement);
  const [brush, eraser] = [element('brush', HTMLButtonElement), element('eraser', HTMLButtonElement)];
  const [undo, clear] = [element('undo', HTMLButtonElement), element('clear', HTMLButtonElement)];
  const example = element('example', HTMLButtonElement);
  const size = element('size', HTMLInputElement);
  const colour = element('ink', HTMLInputElement);
  const file = element('file', HTMLInputElement);
  for (const canvas of [drawing, output]) [canvas.width, canvas.height] = [width, height];
  size.max = String(Math.max(2, Math.round(Math.max(width, height) / 6)));

  const MOST_STEPS_BACK = 100;
  /** What is on the paper: red, green and blue of each pixel. */
  let pixels = new Uint8ClampedArray(3 * width * height);
  /** @type {Uint8ClampedArray<ArrayBuffer>[]} */
  const before = [];

  const fitStage = () => {
    const wide = stage.clientWidth - 32;
    // One below the other where they do not stand side by side.
    const room = wide > 560 ? (wide - 24) / 2 : wide;
    for (const canvas of [drawing, output]) fit(canvas, Math.min(room, 480), window.innerHeight * 0.65);
  };
  window.addEventListener('resize', fitStage);
  fitStage();

  /** @param {ArrayLike<number>} rgb */
  const hex = (rgb) => `#${Array.from(rgb, (value) => value.toString(16).padStart(2, '0')).join('')}`;
  /** @param {string} text */
  const rgbOf = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
  /** Brightness as the eye has it (ITU-R BT.601), where the generator sees no colour. @param {number[]} rgb */
  const seen = ([red = 0, green = 0, blue = 0]) => {
    if (channels === 3) return [red, green, blue];
    const grey = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    return [grey, grey, grey];
  };
  colour.value = hex(ink);

  const showPaper = () => {
    const tile = contextOf(drawing).createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      tile.data.set(pixels.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
      tile.data[4 * pixel + 3] = 255;
    }
    contextOf(drawing).putImageData(tile, 0, 0);
    undo.disabled = before.length === 0;
  };

  const remember = () => {
    before.push(pixels.slice());
    if (before.length > MOST_STEPS_BACK) before.shift();
  };

  /** @type {import('@tensorflow/tfjs').GraphModel | import('@tensorflow/tfjs').LayersModel | null} */
  let generator = null;
  let asked = false;
  /** Shows what the generator makes of the paper, at most once a frame. */
  const translate = () => {
    showPaper();
    if (!generator || asked) return;
    asked = true;
    window.requestAnimationFrame(() => {
      asked = false;
      const model = generator;
      if (!model) return;
      const values = Float32Array.from({ length: width * height * channels }, (_, at) => {
        const value = pixels[3 * Math.floor(at / channels) + (at % channels)] ?? 0;
        return range === 'unit' ? value / 255 : (value - 127.5) / 127.5;
      });
      const made = tf.tidy(() => {
        const input = tf.tensor4d(values, [1, height, width, channels]);
        return /** @type {import('@tensorflow/tfjs').Tensor} */ (model.predict(input)).dataSync();
      });
      putImage(contextOf(output), made, { index: 0, left: 0, top: 0 }, facts);
      output.dataset.drawn = String(Number(output.dataset.drawn ?? 0) + 1);
    });
  };

  /** @param {Uint8ClampedArray<ArrayBuffer>} next */
  const replace = (next) => {
    remember();
    pixels = next;
    translate();
  };

  let erasing = false;
  /** @param {boolean} on */
  const choose = (on) => {
    erasing = on;
    brush.setAttribute('aria-pressed', String(!on));
    eraser.setAttribute('aria-pressed', String(on));
  };
  brush.addEventListener('click', () => choose(false));
  eraser.addEventListener('click', () => choose(true));

  /** A round dot with hard edges, as the inputs have that it learnt from. @param {number} x @param {number} y */
  const dot = (x, y) => {
    const rgb = seen(erasing ? paper : rgbOf(colour.value));
    const wide = Number(size.value);
    const [left, top] = [Math.round(x - wide / 2), Math.round(y - wide / 2)];
    for (let row = Math.max(0, top); row < Math.min(height, top + wide); row += 1)
      for (let column = Math.max(0, left); column < Math.min(width, left + wide); column += 1) {
        const [across, down] = [column + 0.5 - left - wide / 2, row + 0.5 - top - wide / 2];
        if (wide < 3 || across ** 2 + down ** 2 <= (wide / 2) ** 2) pixels.set(rgb, 3 * (row * width + column));
      }
  };

  /** @type {[number, number] | null} */
  let last = null;
  /** @param {PointerEvent} event @returns {[number, number]} */
  const placeOf = (event) => {
    const box = drawing.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
  };
  drawing.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    drawing.setPointerCapture(event.pointerId);
    remember();
    last = placeOf(event);
    dot(...last);
    translate();
  });
  drawing.addEventListener('pointermove', (event) => {
    if (!last) return;
    const [fromX, fromY] = last;
    const to = placeOf(event);
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(to[0] - fromX, to[1] - fromY)));
    for (let step = 1; step <= steps; step += 1)
      dot(fromX + ((to[0] - fromX) * step) / steps, fromY + ((to[1] - fromY) * step) / steps);
    last = to;
    translate();
  });
  for (const end of /** @type {const} */ (['pointerup', 'pointercancel']))
    drawing.addEventListener(end, () => {
      last = null;
    });

  const blank = () => {
    const rgb = seen(paper);
    return Uint8ClampedArray.from({ length: 3 * width * height }, (_, at) => rgb[at % 3] ?? 0);
  };
  const goBack = () => {
    const old = before.pop();
    if (old) pixels = old;
    translate();
  };
  undo.addEventListener('click', goBack);
  window.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    goBack();
  });
  clear.addEventListener('click', () => replace(blank()));

  const inputs = bytesOf(examples);
  const length = width * height * channels;
  let shown = -1;
  const showExample = () => {
    shown = (shown + 1) % (inputs.length / length);
    const one = inputs.subarray(shown * length, (shown + 1) * length);
    replace(
      Uint8ClampedArray.from(
        { length: 3 * width * height },
        (_, at) => one[channels * Math.floor(at / 3) + (channels === 3 ? at % 3 : 0)] ?? 0,
      ),
    );
  };
  example.addEventListener('click', showExample);
  element('controls', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());

  file.addEventListener('change', async () => {
    const [picture] = file.files ?? [];
    if (!picture) return;
    try {
      const bitmap = await createImageBitmap(picture);
      const sheet = document.createElement('canvas');
      [sheet.width, sheet.height] = [width, height];
      const context = contextOf(sheet);
      context.fillStyle = hex(paper);
      context.fillRect(0, 0, width, height);
      context.imageSmoothingQuality = 'high';
      // All of it, in the middle of the paper.
      const scale = Math.min(width / bitmap.width, height / bitmap.height);
      const [across, down] = [bitmap.width * scale, bitmap.height * scale];
      context.drawImage(bitmap, (width - across) / 2, (height - down) / 2, across, down);
      const { data } = context.getImageData(0, 0, width, height);
      const next = new Uint8ClampedArray(3 * width * height);
      for (let pixel = 0; pixel < width * height; pixel += 1)
        next.set(seen([...data.subarray(4 * pixel, 4 * pixel + 3)]), 3 * pixel);
      replace(next);
      status.textContent = `${picture.name}, as ${width} × ${height} pixels`;
    } catch {
      status.textContent = `${picture.name} is no picture that this browser can read.`;
    }
    file.value = '';
  });

  pixels = blank();
  showPaper();
  try {
    generator = await openGenerator(facts.model);
    if (inputs.length > 0) {
      showExample();
      before.length = 0;
      example.disabled = false;
    }
    translate();
    status.textContent = 'Draw with the pointer, or open a picture.';
  } catch (error) {
    generator = null;
    status.textContent = whyNot(error);
  }
})();
