import { isAbsolute } from 'node:path';
import type { ChannelArgs } from '@shared/contract/channels.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { isInverted } from '@shared/import/ground.ts';
import type { FolderLook, ImportLook } from '@shared/import/look.ts';
import { previewOptionsSchema, type PreviewTile } from '@shared/import/preview.ts';
import { findImportSource, lookAtSource, previewPictures } from '../../data/index.ts';
import type { Services } from '../services.ts';
import { newestQuestion } from './newest-question.ts';

/** Longest side of the pictures themselves beside what becomes of them: no tile shows more. */
const ORIGINAL_SIDE = 168;

/** @throws ForgerError `invalid-request`: what the window names by hand must be a whole path */
export function requireWhole(path: string): void {
  if (!isAbsolute(path)) throw new ForgerError('invalid-request', 'Choose a folder, or drop one onto the window.');
}

/** What the window looks at, before anything of it is imported: one source at a time. */
export class ImportDesk {
  readonly #services: Pick<Services, 'decoder' | 'tell'>;
  readonly #nextLook = newestQuestion();
  readonly #nextPreview = newestQuestion();
  /** Only pictures that a look has named are opened for a preview. */
  #open: { path: string; root: string; named: Set<string> } | null = null;

  constructor(services: Pick<Services, 'decoder' | 'tell'>) {
    this.#services = services;
  }

  /** @throws ForgerError where nothing can be imported there; `cancelled` by a newer look, or when left */
  async look(path: string): Promise<ImportLook> {
    const signal = this.#nextLook();
    this.#open = null;
    requireWhole(path);
    const { decoder, tell } = this.#services;
    const found = await findImportSource(path);
    signal.throwIfAborted();
    const named = new Set<string>();
    if (found.kind === 'folder') this.#open = { path, root: found.folder, named };
    const onLook = (look: FolderLook): void => {
      note(look, named);
      tell('import.looked', { path, look });
    };
    const look = await lookAtSource({ path, decoder, signal, onLook });
    note(look, named);
    return look;
  }

  /** @throws ForgerError `invalid-request` for pictures that no look has named; `cancelled` by a newer preview */
  async preview({ path, files, options }: ChannelArgs<'import.preview'>): Promise<PreviewTile[]> {
    const signal = this.#nextPreview();
    const open = this.#open;
    if (open?.path !== path || !files.every((file) => open.named.has(file)))
      throw new ForgerError('invalid-request', 'These pictures were not looked at. Open the folder again.');
    const target = previewOptionsSchema.parse(options);
    const { decoder } = this.#services;
    const previews = await previewPictures({ root: open.root, files, target, side: ORIGINAL_SIDE, decoder, signal });
    const { width, height, channels, tones } = target;
    return previews.map((preview) => {
      if ('reason' in preview) return preview;
      const { pixels, facts, original } = preview;
      return {
        ...{ path: preview.path, facts, inverted: isInverted(tones, facts) },
        image: { width, height, channels, pixels },
        original: { ...original, channels: 3 },
      };
    });
  }

  /** Ends the look and the preview that go on. */
  leave(): void {
    this.#nextLook();
    this.#nextPreview();
    this.#open = null;
  }
}

function note(look: ImportLook, named: Set<string>): void {
  if (look.kind !== 'folder') return;
  for (const path of look.shown) named.add(path);
  for (const { examples } of look.findings) for (const path of examples) named.add(path);
}
