import { APP_ORIGIN } from '@shared/contract/channels.ts';
import { idSchema } from '@shared/run.ts';
import { hasOrigin } from '../ipc/sender.ts';

/** What an address of the app's own scheme names. */
export type Resource =
  | { kind: 'page'; segments: readonly string[] }
  | { kind: 'sample'; run: string; file: string }
  | { kind: 'thumbnail'; dataset: string }
  | { kind: 'walk'; key: string }
  | { kind: 'letters'; picture: string };

/** A segment is a plain name: no dot first, nothing that any system reads as a separator, drive or escape. */
const PLAIN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;
const LETTERS_FILE = /^([0-9a-f]{16})\.png$/;
/** A sheet of a walk's frames: see jobs/walk-sheets.ts. */
const WALK_FILE = /^([0-9a-f]{32})\.png$/;
const SAMPLE_FILE = /^(epoch|step)-\d{4,12}\.png$/;

/**
 * Reads an address. Nothing is decoded: an address of ours never needs a percent sign, so one with it is
 * refused as it stands, and with it every way of hiding a separator.
 * @returns null for everything Forger does not serve.
 */
export function parseAddress(address: string): Resource | null {
  // Node's parser strips tabs and newlines and folds dot segments, so the raw text is judged first.
  const path = /^[^?#]*/.exec(address)?.[0] ?? '';
  if (!hasOrigin(address, [APP_ORIGIN]) || !path.startsWith(`${APP_ORIGIN}/`)) return null;
  const segments = path.slice(APP_ORIGIN.length + 1).split('/');
  if (segments.length === 1 && segments[0] === '') return { kind: 'page', segments: ['index.html'] };
  if (!segments.every((segment) => PLAIN_NAME.test(segment))) return null;
  if (segments[0] === 'letters') {
    const picture = LETTERS_FILE.exec(segments[1] ?? '')?.[1];
    return picture !== undefined && segments.length === 2 ? { kind: 'letters', picture } : null;
  }
  if (segments[0] !== 'library') return { kind: 'page', segments };
  return parseLibraryPath(segments);
}

function parseLibraryPath(segments: readonly string[]): Resource | null {
  const [, room, id, third, fourth] = segments;
  const walk = WALK_FILE.exec(id ?? '')?.[1];
  if (room === 'walks' && walk !== undefined && segments.length === 3) return { kind: 'walk', key: walk };
  if (id === undefined || !idSchema.safeParse(id).success) return null;
  if (
    room === 'runs' &&
    third === 'samples' &&
    fourth !== undefined &&
    SAMPLE_FILE.test(fourth) &&
    segments.length === 5
  )
    return { kind: 'sample', run: id, file: fourth };
  if (room === 'datasets' && third === 'thumbnail.png' && segments.length === 4)
    return { kind: 'thumbnail', dataset: id };
  return null;
}
