import type { FindingKind } from '@shared/import/findings.ts';
import type { FolderLook } from '@shared/import/look.ts';
import type { SkipChoice } from '@shared/import/options.ts';
import type { Choices } from '../import-form.svelte.ts';
import { labelRows, levelOf } from './labels.ts';

/** How many things a look found of a kind. */
export const found = (look: FolderLook | null, kind: FindingKind): number =>
  look?.findings.find((finding) => finding.kind === kind)?.count ?? 0;

/**
 * How many pictures an import would take. Only `exact` where no picture can be left out for two reasons: which ones are
 * copies, and under which labels, the import finds out.
 */
export function takenOf(look: FolderLook, choices: Choices): { count: number; exact: boolean } {
  const level = levelOf(look, choices.labels);
  const rows = level ? labelRows(level, choices.labels) : [];
  const left = [
    ...choices.skip.map((kind: SkipChoice) => found(look, kind)),
    rows.reduce((sum, { count, taken }) => sum + count - taken, 0),
    choices.leaveOut.length,
  ].filter((one) => one > 0);
  const count = look.looked - left.reduce((sum, one) => sum + one, 0);
  return { count: Math.max(0, count), exact: look.whole && left.length < 2 };
}
