import { ForgerError } from '@shared/contract/errors.ts';

export function pending(): never {
  throw new ForgerError('internal', 'This part of Forger is still being built.');
}
