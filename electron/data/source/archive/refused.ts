import { ForgerError } from '@shared/contract/errors.ts';

/** One sentence about an archive that is not unpacked at all. */
export const refusedArchive = (why: string, cause?: unknown): ForgerError =>
  new ForgerError('damaged', `This archive cannot be imported: ${why}.`, { cause });

export const damagedArchive = (cause?: unknown): ForgerError =>
  refusedArchive('it is cut off or damaged; get it again', cause);

/** One entry of an archive whose bytes are not what it says of them. */
export class DamagedEntry extends Error {
  override readonly name = 'DamagedEntry';
}
