import { answerParent } from '../answer-parent.ts';
import { Alphabet } from './alphabet.ts';
import { openFontFile, RefusedFont } from './font-file.ts';
import { drawGlyph } from './glyph.ts';
import type { LettersMessage, LettersRequest } from './messages.ts';

/**
 * The process that draws letters. It opens font files of the machine, which nobody has looked at; letters/studio.ts watches
 * over it.
 */
const alphabet = new Alphabet();
/** Fonts of the machine can be those that ship, or lie there twice. */
const known = new Set<string>();

async function openFont({ file, characters }: Extract<LettersRequest, { type: 'open' }>): Promise<LettersMessage> {
  try {
    const { faces, sha256 } = await openFontFile(file.path, characters, file.family);
    if (known.has(sha256)) return { type: 'refused', reason: 'the same file as another font' };
    known.add(sha256);
    for (const face of faces) alphabet.add(face);
    return {
      type: 'opened',
      sha256,
      faces: faces.map(({ name, family, outlines }) => ({
        name,
        family,
        characters: [...outlines.keys()].map((character) => characters.indexOf(character)),
      })),
    };
  } catch (error) {
    // Anything but a refusal is a fault of the reader's own: it ends, and the font is named.
    if (!(error instanceof RefusedFont)) throw error;
    return { type: 'refused', reason: error.message };
  }
}

function draw({ characters, style, glyphs }: Extract<LettersRequest, { type: 'draw' }>): LettersMessage {
  const bytes = style.size * style.size;
  const pixels = new Uint8Array(bytes * glyphs.length);
  glyphs.forEach(({ character, number }, index) =>
    pixels.set(drawGlyph(alphabet, style, characters[character] ?? '', number), index * bytes),
  );
  return { type: 'drawn', pixels };
}

answerParent<LettersRequest, LettersMessage>(
  (request) => (request.type === 'open' ? openFont(request) : draw(request)),
  {
    type: 'ready',
  },
);
