import { join } from 'node:path';
import type { FontFile } from './messages.ts';
import families from './shipped-fonts.json' with { type: 'json' };

/**
 * The fonts that ship with Forger, styles by family: packages of Fontsource, each under the SIL Open Font
 * License 1.1, chosen to be as unlike as possible; of large families only styles that differ visibly. A JSON
 * file, because the packaging reads it too.
 */
export const SHIPPED_FONTS: Readonly<Record<string, readonly string[]>> = families;

/**
 * As files in Fontsource's packages. WOFF rather than WOFF2: it unpacks by Deflate, in little code.
 * @param fontsDir node_modules/@fontsource in a checkout, resources/fonts in the packed app.
 */
export const shippedFonts = (fontsDir: string): FontFile[] =>
  Object.entries(SHIPPED_FONTS).flatMap(([family, styles]) =>
    styles.map((style) => {
      const label = `${family}-latin-${style}.woff`;
      return { path: join(fontsDir, family, 'files', label), label, family };
    }),
  );
