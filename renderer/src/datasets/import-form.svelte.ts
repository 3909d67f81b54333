import { IMPORT_SIZES, importOptionsSchema, readSize, sizeWords, type ImportOptions } from '@shared/dataset.ts';
import { proposeImport, type ImportLook, type ImportProposal } from '@shared/import/look.ts';
import { call } from '../lib/bridge.ts';

export const SIZES = [28, 32, 64, 128] as const;

export const FITS: readonly { value: ImportOptions['fit']; label: string; help: string }[] = [
  { value: 'crop', label: 'Crop', help: 'Fills the image; what stands over is cut.' },
  { value: 'pad', label: 'Pad', help: 'Whole pictures, black around them.' },
  { value: 'stretch', label: 'Stretch', help: 'Ignores proportions.' },
];

const SENTENCES = {
  name: 'Give the data set a name of at most 120 characters.',
  size: `Whole numbers from ${IMPORT_SIZES.least} to ${IMPORT_SIZES.most}: a side, or width × height.`,
};

/** How a folder of pictures is to be brought in. */
export class ImportForm {
  name = $state('');
  /** One of {@link SIZES} as text, or "other": {@link otherSize}. */
  size = $state('28');
  /** A side, or width × height. */
  otherSize = $state('48');
  channels = $state<ImportOptions['channels']>(1);
  fit = $state<ImportOptions['fit']>('crop');
  /** What a look at the pictures found; null before it, and where nothing could be found. */
  look = $state.raw<ImportLook | null>(null);
  looking = $state(false);

  constructor(name: string) {
    this.name = name.slice(0, 120);
  }

  /** What suits the pictures, and why; null where that is not known. */
  readonly proposal: ImportProposal | null = $derived(this.look?.kind === 'folder' ? proposeImport(this.look) : null);

  /** Opens some of the pictures and takes what suits them, where nothing else was chosen meanwhile. */
  async lookAt(path: string): Promise<void> {
    const { size, channels } = this;
    this.looking = true;
    // What is wrong with the folder, the import itself will say.
    this.look = await call('import.look', { path }).catch(() => null);
    this.looking = false;
    if (!this.proposal) return;
    if (this.size === size) this.#take(sizeWords(this.proposal));
    if (this.channels === channels) this.channels = this.proposal.channels;
  }

  #take(size: string): void {
    const listed = SIZES.some((candidate) => String(candidate) === size);
    this.size = listed ? size : 'other';
    if (!listed) this.otherSize = size;
  }

  readonly #parsed = $derived.by(() => {
    const size = readSize(this.size === 'other' ? this.otherSize : this.size) ?? { width: Number.NaN };
    return importOptionsSchema.safeParse({ name: this.name, ...size, channels: this.channels, fit: this.fit });
  });

  /** Null while something cannot be used. */
  get options(): ImportOptions | null {
    return this.#parsed.success ? this.#parsed.data : null;
  }

  /** One sentence for each field that cannot be used. */
  get errors(): { name?: string; size?: string } {
    const keys = this.#parsed.error?.issues.map(({ path: [key] }) => (key === 'name' ? 'name' : 'size')) ?? [];
    return Object.fromEntries(keys.map((key) => [key, SENTENCES[key]]));
  }
}
