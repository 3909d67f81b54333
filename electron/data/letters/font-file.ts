import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { create, type Font } from 'fontkit';
import { displayText } from '@shared/display.ts';
import { NotAFile, openFile } from '../../store/files/index.ts';
import type { Face } from './alphabet.ts';
import { UNREADABLE } from './messages.ts';
import { flatten, type Outline } from './outline.ts';

/** Why a font cannot be used, in words that stand in the report. */
export class RefusedFont extends Error {
  override readonly name = 'RefusedFont';
}

/** The largest fonts, of all Chinese characters, have 20 to 40 MiB. */
const MOST_BYTES = 64 * 2 ** 20;
/** Collections of one file. */
const MOST_FACES = 32;

async function readFontFile(path: string): Promise<Buffer> {
  const file = await openFile(path);
  try {
    const stats = await file.stat();
    if (stats.size > MOST_BYTES) throw new RefusedFont('too large for a font');
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function parse(bytes: Buffer): Font[] {
  try {
    const font = create(bytes);
    return 'fonts' in font ? font.fonts.slice(0, MOST_FACES) : [font];
  } catch (cause) {
    throw new RefusedFont('damaged, or not a font that Forger reads', { cause });
  }
}

function outlinesOf(font: Font, characters: readonly string[]): Map<string, Outline> {
  const outlines = new Map<string, Outline>();
  for (const character of characters) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (!font.hasGlyphForCodePoint(codePoint)) continue;
    const outline = flatten(font.glyphForCodePoint(codePoint).path);
    if (outline) outlines.set(character, outline);
  }
  return outlines;
}

/**
 * Opens a font file (TrueType, OpenType, WOFF, or a collection) and takes from it the outlines of some
 * characters; the file itself is let go.
 * @param family for a font whose family is known; others say theirs.
 * @throws RefusedFont with the reason.
 */
export async function openFontFile(
  path: string,
  characters: readonly string[],
  family?: string,
): Promise<{ faces: Face[]; sha256: string }> {
  const bytes = await readFontFile(path).catch((cause: unknown) => {
    if (cause instanceof RefusedFont) throw cause;
    throw new RefusedFont(cause instanceof NotAFile ? 'not a file' : UNREADABLE, { cause });
  });
  const faces = parse(bytes).map((font): Face => {
    try {
      const own = displayText(font.familyName || basename(path)).slice(0, 120);
      const name = displayText(font.fullName || own).slice(0, 120);
      return { name, family: family ?? own, outlines: outlinesOf(font, characters) };
    } catch (cause) {
      throw new RefusedFont('damaged: its outlines cannot be read', { cause });
    }
  });
  const useful = faces.filter(({ outlines }) => outlines.size > 0);
  if (useful.length === 0) throw new RefusedFont('it has no outlines of these characters');
  return { faces: useful, sha256: createHash('sha256').update(bytes).digest('hex') };
}
