/** What a licence is of, in the order shown. */
export const LICENCE_KINDS = ['forger', 'runtime', 'dataset', 'font', 'package', 'library'] as const;
export type LicenceKind = (typeof LICENCE_KINDS)[number];

/** One licence in the list; its text is asked for by its id. */
export interface Licence {
  id: string;
  kind: LicenceKind;
  /** "sharp 0.35.5". */
  title: string;
  /** Licence, author and address in a line, as far as they are known: "Apache-2.0 · by Lovell Fuller · https://…". */
  facts: string;
  /** It is a page of its own, of several megabytes, for the browser. */
  page: boolean;
}

export interface LicenceList {
  licences: Licence[];
  /** The folder in which the licences of npm packages lie, each beside its package, where Forger runs from a checkout; else null. */
  packages: string | null;
}
