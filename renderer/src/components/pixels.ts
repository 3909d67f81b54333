/** Bytes of a grey or a colour picture as a canvas takes them: red, green, blue and opaque. */
export function rgbaOf(pixels: Uint8Array, channels: 1 | 3): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const rgba = new Uint8ClampedArray(count * 4);
  for (let pixel = 0; pixel < count; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1)
      rgba[pixel * 4 + channel] = pixels[pixel * channels + (channels === 3 ? channel : 0)] ?? 0;
    rgba[pixel * 4 + 3] = 255;
  }
  return rgba;
}
