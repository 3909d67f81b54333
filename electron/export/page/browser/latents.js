/**
 * Latents as a function of the seed: sfc32 numbers, Box-Muller for the normal prior.
 * @param {number} seed from 0 to 2³² − 1
 * @param {number} count
 * @param {number} size
 * @param {'normal' | 'uniform'} prior
 * @returns {Float32Array} count × size, row by row
 */
// eslint-disable-next-line @typescript-eslint/no-unused-vars -- the page's main script calls it
function drawLatents(seed, count, size, prior) {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed >>> 0;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const uniform = () => 2 * next() - 1;
  return Float32Array.from({ length: count * size }, prior === 'uniform' ? uniform : normal);
}
