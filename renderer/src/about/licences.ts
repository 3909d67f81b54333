import { LICENCE_KINDS, type Licence, type LicenceKind } from '@shared/licences.ts';

export const KIND_TITLES: Record<LicenceKind, string> = {
  forger: 'Forger',
  runtime: 'What it runs on',
  dataset: 'Data sets',
  font: 'Fonts',
  package: 'npm packages',
  library: 'Libraries inside libvips',
};

export interface LicenceGroup {
  kind: LicenceKind;
  licences: Licence[];
}

/** Those whose name or facts hold every word that was typed, in groups as they are shown; groups without any are left out. */
export function searchLicences(licences: readonly Licence[], query: string): LicenceGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ title, facts }: Licence): boolean => {
    const text = `${title} ${facts}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const found = licences.filter(fits);
  return LICENCE_KINDS.map((kind) => ({ kind, licences: found.filter((licence) => licence.kind === kind) })).filter(
    (group) => group.licences.length > 0,
  );
}

/** Lines that are laid out at once: a screen or two. */
const LINES_A_PIECE = 80;

/** A long text in pieces, of which the window lays out only those that are near. */
export function piecesOf(text: string): string[] {
  const lines = text.split('\n');
  const pieces: string[] = [];
  for (let at = 0; at < lines.length; at += LINES_A_PIECE) pieces.push(lines.slice(at, at + LINES_A_PIECE).join('\n'));
  return pieces;
}
