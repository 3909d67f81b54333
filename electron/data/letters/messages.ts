import type { GlyphStyle } from './glyph.ts';

/** Why a font file is refused that is not there, or may not be read. */
export const UNREADABLE = 'it could not be read';

/** A font to open, by absolute path. */
export interface FontFile {
  path: string;
  /** What it is called where it is refused. */
  label: string;
  /** Known for the fonts that ship. */
  family?: string;
}

/** One image: which character (by its place in the list given with `open`), and which of its images. */
export interface GlyphName {
  character: number;
  number: number;
}

/** To the process that draws letters. Each is answered before the next is sent. */
export type LettersRequest =
  | { type: 'open'; file: FontFile; characters: readonly string[] }
  | { type: 'draw'; characters: readonly string[]; style: GlyphStyle; glyphs: readonly GlyphName[] };

export interface OpenedFace {
  name: string;
  family: string;
  /** The places of the characters it has. */
  characters: readonly number[];
}

/** From it: `ready` once, then one answer a request. */
export type LettersMessage =
  | { type: 'ready' }
  | { type: 'opened'; faces: readonly OpenedFace[]; sha256: string }
  | { type: 'refused'; reason: string }
  /** Images one after another, size × size bytes each. */
  | { type: 'drawn'; pixels: Uint8Array };

const isFace = (face: unknown): face is OpenedFace => {
  const { name, family, characters } = (face ?? {}) as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    typeof family === 'string' &&
    Array.isArray(characters) &&
    characters.every(Number.isInteger)
  );
};

/** A process that a font took over may say anything. */
export function isLettersMessage(message: unknown): message is LettersMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { type, faces, sha256, reason, pixels } = message as Record<string, unknown>;
  if (type === 'ready') return true;
  if (type === 'drawn') return pixels instanceof Uint8Array;
  if (type === 'refused') return typeof reason === 'string' && reason.length <= 200;
  return (
    type === 'opened' &&
    Array.isArray(faces) &&
    faces.every(isFace) &&
    typeof sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(sha256)
  );
}
