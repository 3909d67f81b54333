import { importOptionsSchema, type ImportOptions } from '@shared/dataset.ts';

export const SIZES = [28, 32, 64, 128] as const;

export const FITS: readonly { value: ImportOptions['fit']; label: string; help: string }[] = [
  { value: 'crop', label: 'Crop', help: 'Fills the square; what stands over is cut.' },
  { value: 'pad', label: 'Pad', help: 'Whole pictures, black around them.' },
  { value: 'stretch', label: 'Stretch', help: 'Ignores proportions.' },
];

const SENTENCES: Record<string, string> = {
  name: 'Give the data set a name of at most 120 characters.',
  size: 'A whole number from 8 to 256.',
};

/** How a folder of pictures is to be brought in. */
export class ImportForm {
  name = $state('');
  /** One of {@link SIZES} as text, or "other". */
  size = $state('28');
  otherSize = $state('48');
  channels = $state<ImportOptions['channels']>(1);
  fit = $state<ImportOptions['fit']>('crop');

  constructor(name: string) {
    this.name = name.slice(0, 120);
  }

  readonly #parsed = $derived.by(() => {
    const text = this.size === 'other' ? this.otherSize : this.size;
    const size = text.trim() === '' ? Number.NaN : Number(text);
    return importOptionsSchema.safeParse({ name: this.name, size, channels: this.channels, fit: this.fit });
  });

  /** Null while something cannot be used. */
  get options(): ImportOptions | null {
    return this.#parsed.success ? this.#parsed.data : null;
  }

  /** One sentence for each field that cannot be used. */
  get errors(): { name?: string; size?: string } {
    const keys = this.#parsed.error?.issues.map((issue) => String(issue.path[0])) ?? [];
    return Object.fromEntries(keys.flatMap((key) => (SENTENCES[key] ? [[key, SENTENCES[key]]] : [])));
  }
}
