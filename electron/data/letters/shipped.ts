import { join } from 'node:path';
import type { FontFile } from './messages.ts';

type Style = `${number}` | `${number}i`;

/**
 * The fonts that ship with Forger: packages of Fontsource, each under the SIL Open Font License 1.1, chosen
 * to be as unlike as possible. Of large families only styles that differ visibly. `i` is italic.
 */
export const SHIPPED_FONTS = {
  'abril-fatface': ['400'],
  'alfa-slab-one': ['400'],
  anton: ['400'],
  bangers: ['400'],
  'black-ops-one': ['400'],
  bungee: ['400'],
  caveat: ['400', '700'],
  cinzel: ['400', '700', '900'],
  comfortaa: ['300', '700'],
  'courier-prime': ['400', '400i', '700', '700i'],
  creepster: ['400'],
  'exo-2': ['200', '400', '400i', '700', '900', '900i'],
  'ibm-plex-serif': ['200', '400', '400i', '700', '700i'],
  'jetbrains-mono': ['300', '400', '400i', '800'],
  lobster: ['400'],
  medievalsharp: ['400'],
  orbitron: ['400', '900'],
  'playfair-display': ['400', '400i', '700', '900', '900i'],
  'press-start-2p': ['400'],
  righteous: ['400'],
  spectral: ['200', '200i', '400', '400i', '800', '800i'],
  'uncial-antiqua': ['400'],
  unifrakturcook: ['700'],
} as const satisfies Readonly<Record<string, readonly Style[]>>;

/** As Fontsource names them. WOFF rather than WOFF2: it unpacks by Deflate, in little code. */
const fileName = (family: string, style: Style): string =>
  `${family}-latin-${parseInt(style, 10)}-${style.endsWith('i') ? 'italic' : 'normal'}.woff`;

/** Relative to the folder of fonts, with `/`; what is packed into the app. */
export const SHIPPED_FONT_FILES: readonly { family: string; path: string }[] = Object.entries(SHIPPED_FONTS).flatMap(
  ([family, styles]) => styles.map((style) => ({ family, path: `${family}/files/${fileName(family, style)}` })),
);

/** @param fontsDir node_modules/@fontsource in a checkout, resources/fonts in the packed app. */
export const shippedFonts = (fontsDir: string): FontFile[] =>
  SHIPPED_FONT_FILES.map(({ family, path }) => ({
    path: join(fontsDir, ...path.split('/')),
    label: path.slice(path.lastIndexOf('/') + 1),
    family,
  }));
