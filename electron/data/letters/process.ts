import { Alphabet } from './alphabet.ts';
import { openFontFile, RefusedFont } from './font-file.ts';
import { drawGlyph } from './glyph.ts';
import type { LettersMessage, LettersRequest } from './messages.ts';

/**
 * The process that draws letters. It opens font files of the machine, which nobody has looked at, so like a
 * decoder it holds nothing worth having and may die; letters/artist.ts watches over it.
 */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

const utilityPort = (process as unknown as { parentPort?: UtilityPort }).parentPort;
const alphabet = new Alphabet();
/** Fonts of the machine can be those that ship, or lie there twice. */
const known = new Set<string>();

function post(message: LettersMessage): void {
  if (utilityPort) utilityPort.postMessage(message);
  else process.send?.(message);
}

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

let line: Promise<void> = Promise.resolve();
function receive(message: unknown): void {
  const request = message as LettersRequest;
  line = line.then(async () => post(request.type === 'open' ? await openFont(request) : draw(request)));
}

process.on('unhandledRejection', () => process.exit(1));
if (utilityPort) utilityPort.on('message', ({ data }) => receive(data));
else process.on('message', receive).on('disconnect', () => process.exit(0));
post({ type: 'ready' });
