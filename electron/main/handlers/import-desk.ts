import { isAbsolute } from 'node:path';
import type { ChannelArgs } from '@shared/contract/channels.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { AppEvents, EventName } from '@shared/contract/events.ts';
import type { Chosen } from '@shared/import/chosen.ts';
import { MOST_FOUND, type FindingKind, type FoundPictures } from '@shared/import/findings.ts';
import { importedShape } from '@shared/import/paired.ts';
import { isInverted } from '@shared/import/ground.ts';
import { picturesOfFinding, type Seen } from '@shared/import/look-of.ts';
import type { FolderLook, ImportLook } from '@shared/import/look.ts';
import { ORIGINAL_SIDES, previewOptionsSchema, type PreviewOptions, type PreviewTile } from '@shared/import/preview.ts';
import { previewPictures, type DecoderLauncher, type PictureSource } from '../../data/index.ts';
import { inSlices, lookAtOpened, requireSource } from '../../data/importing.ts';
import { newestQuestion } from './newest-question.ts';
import { OpenSources, type HeldSource } from './open-sources.ts';

/** @throws ForgerError `invalid-request`: what the window names by hand must be a whole path */
function requireWhole({ paths }: Chosen): void {
  if (paths.every((path) => isAbsolute(path))) return;
  throw new ForgerError('invalid-request', 'Choose a folder or files, or drop them onto the window.');
}

/** What it works with. */
interface Around {
  decoder: DecoderLauncher;
  tell<Name extends EventName>(name: Name, payload: AppEvents[Name]): void;
  workspace(this: object): { library: { dir: string } };
}

/** What is looked at now. */
interface Open {
  chosen: Chosen;
  held: HeldSource;
  /** The pictures as they were looked at, with their pairs; null of pixels, and before the look has paired them. */
  source: PictureSource | null;
  /** Only pictures that a look has named are opened for a preview. */
  named: Set<string>;
  /** What the look was made of, once it has ended. */
  seen: Seen | null;
}

/** A source on its way into a data set. */
export interface TakenSource extends HeldSource {
  /** What a look at it was made of, where that had ended. */
  seen: Seen | undefined;
}

const isSame = (a: Chosen, b: Chosen): boolean => isOpenedAlike(a, b) && isPairedAlike(a, b);
/** What lies there is opened alike, however it is taken in pairs. */
const isOpenedAlike = (a: Chosen, b: Chosen): boolean =>
  JSON.stringify([a.paths, a.every]) === JSON.stringify([b.paths, b.every]);
const isPairedAlike = (a: Chosen, b: Chosen): boolean => (a.pairs ?? 'off') === (b.pairs ?? 'off');

/**
 * What the window looks at, before anything of it is imported: one source at a time, which stays open from the look to
 * the last preview. An import keeps it open until its own end.
 */
export class ImportDesk {
  readonly #around: Around;
  readonly #nextLook = newestQuestion();
  readonly #nextPreview = newestQuestion();
  readonly #nextFound = newestQuestion();
  readonly #sources = new OpenSources();
  #open: Open | null = null;

  constructor(around: Around) {
    this.#around = around;
  }

  /** @throws ForgerError where nothing can be imported there; `cancelled` by a newer look, or when left */
  async look(chosen: Chosen): Promise<ImportLook> {
    const signal = this.#nextLook();
    const before = this.#open;
    this.#open = null;
    const kept = before && !isSame(before.chosen, chosen) && isOpenedAlike(before.chosen, chosen) ? before.held : null;
    if (!kept) void before?.held.release();
    requireWhole(chosen);
    const { decoder, tell } = this.#around;
    // Taken in other pairs they need not be unpacked again.
    const held = kept ?? (await this.#openSource(chosen, signal));
    if (signal.aborted) {
      await held.release();
      signal.throwIfAborted();
    }
    const named = new Set<string>();
    const open: Open = { chosen, held, source: null, named, seen: null };
    this.#open = open;
    const onLook = (look: FolderLook): void => {
      note(look, named);
      tell('import.looked', { chosen, look });
    };
    const onSeen = (seen: Seen): void => void (open.seen = seen);
    const onPaired = (source: PictureSource): void => void (open.source = source);
    const { pairs } = chosen;
    const look = await lookAtOpened(held.opened, { decoder, signal, onLook, onSeen, onPaired, pairs });
    note(look, named);
    return look;
  }

  /** @throws ForgerError `invalid-request` for pictures that no look has named; `cancelled` by a newer preview */
  async preview({ chosen, files, options, originals = 'tile' }: ChannelArgs<'import.preview'>): Promise<PreviewTile[]> {
    const signal = this.#nextPreview();
    const source = this.#lookedAt(chosen, files);
    const target = previewOptionsSchema.parse(options);
    const { decoder } = this.#around;
    const side = ORIGINAL_SIDES[originals];
    // A window is set over one of a pair.
    const targets = originals === 'stage';
    const previews = await previewPictures({ source, files, target, side, targets, decoder, signal });
    const shape = shapeOf(target, chosen);
    return previews.map((preview) => {
      if ('reason' in preview) return preview;
      const { pixels, facts, original } = preview;
      return {
        ...{ path: preview.path, facts, inverted: isInverted(target.tones, facts) },
        image: { ...shape, pixels },
        original: { ...original, channels: 3 },
      };
    });
  }

  /**
   * All pictures that a finding of the look is about; they can be previewed from then on.
   * @throws ForgerError `invalid-request` before the look has ended; `cancelled` by a newer question
   */
  async found(chosen: Chosen, kind: FindingKind): Promise<FoundPictures> {
    const signal = this.#nextFound();
    const open = this.#open;
    if (!open?.seen || !isSame(open.chosen, chosen))
      throw new ForgerError(
        'invalid-request',
        'These pictures were not all looked at yet. Wait until the look has ended.',
      );
    const all = await inSlices(picturesOfFinding(open.seen, kind), signal);
    const paths = all.slice(0, MOST_FOUND);
    for (const path of paths) open.named.add(path);
    return { total: all.length, paths };
  }

  /**
   * Pictures as an import would make them, one after another; those that cannot be taken are left out.
   * @throws ForgerError `invalid-request` for pictures that no look has named, and where none of them can be taken
   */
  async imagesOf(chosen: Chosen, files: readonly string[], options: PreviewOptions, signal: AbortSignal) {
    const source = this.#lookedAt(chosen, files);
    const { decoder } = this.#around;
    const asked = { source, files, target: options, side: ORIGINAL_SIDES.tile, decoder, signal };
    const made = (await previewPictures(asked)).flatMap((one) => ('reason' in one ? [] : [one.pixels]));
    const [first] = made;
    if (!first) throw new ForgerError('invalid-request', 'None of these pictures can be taken. Show others.');
    const pixels = new Uint8Array(made.length * first.length);
    made.forEach((one, at) => pixels.set(one, at * first.length));
    return { image: shapeOf(options, chosen), pixels };
  }

  /**
   * What was looked at, kept open for an import of it; where something else is meant, it is opened when asked for.
   * @throws ForgerError where nothing can be imported there
   */
  async take(chosen: Chosen): Promise<(signal: AbortSignal) => Promise<TakenSource>> {
    requireWhole(chosen);
    if (!this.#open || !isOpenedAlike(this.#open.chosen, chosen)) {
      await requireSource(chosen.paths);
      return async (signal) => ({ ...(await this.#openSource(chosen, signal)), seen: undefined });
    }
    const { held, seen } = this.#open;
    const isSeen = isPairedAlike(this.#open.chosen, chosen);
    const taken = { ...held.again(), seen: (isSeen && seen) || undefined };
    return async () => taken;
  }

  /** Ends the look and the preview that go on, and gives up what was unpacked for them. */
  leave(): void {
    this.#nextLook();
    this.#nextPreview();
    this.#nextFound();
    this.#letGo();
  }

  /**
   * Leaves, and gives up what imports hold as well: there are none, or they have been cancelled. What was unpacked lies in the library, which is left
   * then or moved. Resolves when nothing is left of it.
   */
  async close(): Promise<void> {
    this.leave();
    await this.#sources.closeAll();
  }

  /** @throws ForgerError `invalid-request` for pictures that no look has named */
  #lookedAt(chosen: Chosen, files: readonly string[]): PictureSource {
    const open = this.#open;
    if (open?.source && isSame(open.chosen, chosen) && files.every((one) => open.named.has(one))) return open.source;
    throw new ForgerError('invalid-request', 'These pictures were not looked at. Open them again.');
  }

  #letGo(): void {
    void this.#open?.held.release();
    this.#open = null;
  }

  #openSource(chosen: Chosen, signal: AbortSignal): Promise<HeldSource> {
    const { decoder, tell } = this.#around;
    return this.#sources.open(chosen, {
      ...{ decoder, signal },
      libraryDir: async () => this.#around.workspace().library.dir,
      onOpening: (opening) => tell('import.opening', { chosen, opening }),
    });
  }
}

/** The shape of an image: of a pair, of both. */
const shapeOf = (
  options: PreviewOptions,
  { pairs = 'off' }: Chosen,
): { width: number; height: number; channels: 1 | 3 } => ({
  ...importedShape({ ...options, pairs }),
  channels: options.channels,
});

function note(look: ImportLook, named: Set<string>): void {
  if (look.kind !== 'folder') return;
  for (const path of look.shown) named.add(path);
  for (const { examples } of look.findings) for (const path of examples) named.add(path);
}
