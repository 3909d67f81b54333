import { Option, type Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import { EVERY, type Opening } from '@shared/import/chosen.ts';
import { PAIRS_CHOICES, type PairsChoice } from '@shared/import/options.ts';
import type { DecoderLauncher } from '../../data/index.ts';
import { closeOpened, openSource, type OpenedSource } from '../../data/importing.ts';
import { fileOnTheWay, placeGiven, thereGiven } from '../places.ts';
import type { Terminal } from '../terminal.ts';
import { between } from './common.ts';

export interface ChosenOptions {
  every?: number;
  pairs?: PairsChoice;
}

/** What the commands say of what they take. */
export const TAKEN =
  'folders of images, pictures, a zip or tar of them, a video, moving GIF or WebP, an .npy or .npz, or IDX files';

/** How what is given is opened. */
export const addOpening = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--pairs <where>',
        'take inputs with their targets: of two folders that name them alike (inputs in the first, or swapped), or the two halves of each picture (default: off)',
      ).choices(PAIRS_CHOICES),
    )
    .option(
      '--every <N>',
      `of a video, a moving GIF or WebP take every N-th frame (default: ${EVERY.usual})`,
      between(EVERY),
    );

/** @throws {ForgerError} not-found, invalid-request */
export function pathsGiven(given: readonly string[], help: string): Promise<string[]> {
  return Promise.all(
    given.map(async (text) => {
      const file = await fileOnTheWay(placeGiven(text, 'The source'));
      if (file === null) return thereGiven(text, 'The source', help);
      throw new ForgerError(
        'invalid-request',
        `${file} is a file, and nothing inside it can be given by itself: give the file, and let "forger import" leave out the rest of it, as with --leave-out "drafts/**", or unpack it and give the folder.`,
      );
    }),
  );
}

const openingWords = ({ what, share }: Opening): string =>
  `${what === 'archive' ? 'unpacked' : 'frames taken'}${share === null ? ' …' : `: ${Math.floor(100 * share)} %`}`;

/** What opening works with. */
export interface Around {
  terminal: Terminal;
  libraryDir: () => Promise<string>;
  decoder: DecoderLauncher;
  signal: AbortSignal;
}

/** Opens what the paths name for as long as `use` takes. @throws {ForgerError} */
export async function withOpened<Result>(
  paths: readonly string[],
  { every }: ChosenOptions,
  { terminal, ...args }: Around,
  use: (opened: OpenedSource) => Promise<Result>,
): Promise<Result> {
  const onOpening = (opening: Opening): void => terminal.progress(openingWords(opening));
  const opened = await openSource(paths, { ...args, every, onOpening });
  try {
    if (every !== undefined && (opened.kind !== 'pictures' || opened.every === null))
      throw new ForgerError('invalid-request', '--every is of a video, a moving GIF or WebP; leave it out here.');
    return await use(opened);
  } finally {
    await closeOpened(opened);
  }
}
