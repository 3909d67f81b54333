/* eslint-disable @typescript-eslint/no-unused-vars -- the page's main script calls these */

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page lacks ${id}.`);
  return found;
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser cannot draw');
  return context;
}

/**
 * Whole device pixels per image pixel, so that nothing is smeared.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width room for it on the page
 * @param {number} height
 */
function fit(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const zoom = Math.max(1, Math.floor(Math.min(width / canvas.width, height / canvas.height) * ratio));
  canvas.style.width = `${(canvas.width * zoom) / ratio}px`;
  canvas.style.height = `${(canvas.height * zoom) / ratio}px`;
}

/**
 * @param {number} value of a pixel, as the generator gives it
 * @param {'unit' | 'signed'} range
 */
function brightness(value, range) {
  return Math.round(range === 'unit' ? value * 255 : (value + 1) * 127.5);
}

/**
 * Puts one of the images a generator gave onto a canvas.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} values of all of them
 * @param {{ index: number, left: number, top: number }} place which of them, and where it goes
 * @param {{ image: { width: number, height: number, channels: number }, range: 'unit' | 'signed' }} facts
 */
function putImage(context, values, { index, left, top }, { image: { width, height, channels }, range }) {
  const tile = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const at = (index * width * height + pixel) * channels;
    for (let channel = 0; channel < 3; channel += 1)
      tile.data[4 * pixel + channel] = brightness(values[at + (channels === 3 ? channel : 0)] ?? 0, range);
    tile.data[4 * pixel + 3] = 255;
  }
  context.putImageData(tile, left, top);
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(window.atob(base64), (character) => character.charCodeAt(0));
}

/**
 * The generator that the page holds.
 * @param {{ format: string, topology: object, signature?: object, specs: import('@tensorflow/tfjs').io.WeightsManifestEntry[], weights: string }} model
 */
async function openGenerator({ format, topology, signature, specs, weights }) {
  await tf.ready();
  const source = tf.io.fromMemory({
    modelTopology: topology,
    ...(signature && { signature }),
    weightSpecs: specs,
    weightData: bytesOf(weights).buffer,
  });
  return format === 'graph-model' ? tf.loadGraphModel(source) : tf.loadLayersModel(source);
}

/** @param {unknown} error */
function whyNot(error) {
  return `The generator could not be run here: ${error instanceof Error ? error.message : error}`;
}
