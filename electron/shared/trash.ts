import { z } from 'zod';

/** What can be deleted and brought back. */
export const TRASH_KINDS = ['run', 'checkpoint', 'dataset', 'preset'] as const;
export type TrashKind = (typeof TRASH_KINDS)[number];

/** An id of what was deleted: so many random bytes, in hexadecimal digits. */
export const TRASH_ID_BYTES = 6;
export const trashIdSchema = z.string().regex(new RegExp(`^[0-9a-f]{${String(2 * TRASH_ID_BYTES)}}$`));

/** Something that was deleted and can still be brought back to its very place. */
export interface TrashEntry {
  /** Names it for bringing it back. */
  id: string;
  kind: TrashKind;
  /** As the user knows it: "First duel", "step 469 of First duel". */
  name: string;
  /** ISO 8601, UTC. */
  deletedAt: string;
}
