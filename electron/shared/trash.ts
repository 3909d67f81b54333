import { z } from 'zod';
import { LIBRARY_FOLDERS } from './library-names.ts';

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
  /** Its place in the library, parts joined by "/": "runs/20250620-x". */
  from: string;
  /** ISO 8601, UTC. */
  deletedAt: string;
}

/** Something in the trash, and the room it takes. */
export interface TrashItem extends TrashEntry {
  bytes: number;
}

/** Days that what was deleted can be brought back; then the system's trash gets it. */
export const TRASH_DAYS = 30;

/** The run that an entry is, or a part of; null for what is none. */
export function runOfEntry({ from }: Pick<TrashEntry, 'from'>): string | null {
  const [room, id] = from.split('/');
  return room === LIBRARY_FOLDERS.runs ? (id ?? null) : null;
}
