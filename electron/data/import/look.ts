import { join } from 'node:path';
import type { PictureFacts } from '@shared/import/facts.ts';
import { NO_COUNTS } from '@shared/import/counts.ts';
import type { FolderLook, ImportLook } from '@shared/import/look.ts';
import { explained } from '../../store/files/index.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { lookAtIdx } from './idx.ts';
import { folderOf, labelFolders } from '@shared/import/labels.ts';
import { poolFor } from './pool.ts';
import { findImportSource } from './source.ts';
import { LOOK_TASK } from './tasks.ts';
import { folderSource } from '../source/folder.ts';

export interface LookArguments {
  /** Absolute path. */
  path: string;
  decoder: DecoderLauncher;
  signal: AbortSignal;
}

/** Enough to tell what most pictures are like, and opened in a moment. */
const MOST_LOOKED_AT = 64;

/** Files spread evenly, because pictures that lie together are often alike. */
function spread(files: readonly string[]): string[] {
  const count = Math.min(MOST_LOOKED_AT, files.length);
  return Array.from({ length: count }, (_, index) => files[Math.floor((index * files.length) / count)] ?? '');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

async function lookAtFiles(
  root: string,
  files: readonly string[],
  args: LookArguments,
): Promise<(PictureFacts | null)[]> {
  const { decoder, signal } = args;
  const pool = poolFor(decoder, LOOK_TASK, files.length);
  const cancel = (): void => pool.close(signal.reason);
  signal.addEventListener('abort', cancel);
  try {
    signal.throwIfAborted();
    const outcomes = await Promise.all(files.map((file) => pool.ask(join(root, file))));
    return outcomes.map((outcome) => ('facts' in outcome ? outcome.facts : null));
  } finally {
    signal.removeEventListener('abort', cancel);
    pool.close(new Error('The look has ended.'));
  }
}

async function lookAtFolder(root: string, args: LookArguments): Promise<FolderLook> {
  const { files } = await folderSource(root, args.signal);
  const outcomes = await lookAtFiles(root, spread(files), args);
  const looks = outcomes.filter((look) => look !== null);
  const [first] = looks;
  return {
    kind: 'folder',
    whole: true,
    files: files.length,
    labels: labelFolders([...new Set(files.map(folderOf))]).names?.length ?? 0,
    looked: looks.length,
    refused: outcomes.length - looks.length,
    coloured: looks.filter(({ colour }) => colour).length,
    width: median(looks.map(({ width }) => width)),
    height: median(looks.map(({ height }) => height)),
    shorter: median(looks.map(({ width, height }) => Math.min(width, height))),
    alike: looks.every(({ width, height }) => width === first?.width && height === first.height),
    counts: NO_COUNTS,
    auto: null,
    findings: [],
    levels: [],
    refusals: [],
    shown: [],
  };
}

/**
 * Looks at what there is to import at a path: of a folder up to 64 files are opened, in processes that may die.
 * @throws ForgerError `invalid-request` where nothing can be imported there, `cancelled`, …
 */
export async function lookAtSource(args: LookArguments): Promise<ImportLook> {
  const source = await findImportSource(args.path);
  if (source.kind === 'idx') return lookAtIdx(source.pair);
  return explained(() => lookAtFolder(source.folder, args));
}
