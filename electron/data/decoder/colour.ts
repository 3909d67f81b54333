import { toGrey } from '@shared/picture-measures.ts';

/** Inks without a profile, four to a pixel, as Pillow mixes them: red is what cyan and black let through. */
export function inksToRgb(inks: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((inks.length / 4) * 3);
  for (let pixel = 0; pixel * 4 < inks.length; pixel += 1) {
    const light = 255 - (inks[pixel * 4 + 3] ?? 0);
    for (let ink = 0; ink < 3; ink += 1)
      rgb[pixel * 3 + ink] = light - Math.round(((inks[pixel * 4 + ink] ?? 0) * light) / 255);
  }
  return rgb;
}

/** "#ffcc00" as red, green and blue, or as a grey. @param channels 1 or 3 */
export function coloured(hex: string, channels: number): Uint8Array {
  const rgb = Uint8Array.from([1, 3, 5], (at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return channels === 1 ? toGrey(rgb) : rgb;
}

export function toRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let index = 0; index < grey.length; index += 1) rgb.fill(grey[index] ?? 0, index * 3, index * 3 + 3);
  return rgb;
}

/** Channels that lie further apart show a colour, and more than the noise of a JPEG. */
const COLOUR_DISTANCE = 24;
/** So much of a picture is coloured, or it counts as grey. */
const COLOUR_AREA = 0.01;

export function showsColour(rgb: Uint8Array): boolean {
  let coloured = 0;
  for (let at = 0; at < rgb.length; at += 3) {
    const red = rgb[at] ?? 0;
    const green = rgb[at + 1] ?? 0;
    const blue = rgb[at + 2] ?? 0;
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > COLOUR_DISTANCE) coloured += 1;
  }
  return coloured > COLOUR_AREA * (rgb.length / 3);
}
