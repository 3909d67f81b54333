import type { LicenceKind } from '@shared/licences.ts';
import FORM from './notices-form.json';

/** What `THIRD-PARTY.txt` says of one package or library. */
export interface Notice {
  kind: Extract<LicenceKind, 'font' | 'package' | 'library'>;
  title: string;
  facts: string;
  text: string;
}

/** Fontsource's packages carry a font each. */
const FONT = /^@fontsource/;

function kindOf(title: string, facts: string): Notice['kind'] {
  if (FONT.test(title)) return 'font';
  // Licences that several libraries share stand without facts behind them.
  return facts === '' || facts === FORM.linked ? 'library' : 'package';
}

/** Takes `THIRD-PARTY.txt` apart, which build/packaging/notices.mjs writes in the same form. */
export function parseNotices(all: string): Notice[] {
  const sections = all.split(`${FORM.rule}\n`).slice(1);
  return sections.map((section) => {
    const [head = ''] = section.split('\n', 1);
    const [title = '', ...rest] = head.split(FORM.between);
    const facts = rest.join(FORM.between);
    return { kind: kindOf(title, facts), title, facts, text: section.slice(head.length).trim() };
  });
}
