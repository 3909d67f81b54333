import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { appChoicesSchema, DEFAULT_CHOICES } from '@shared/app-choices.ts';
import { parseJsonText } from '@shared/json.ts';
import { readText, writeFileAtomic } from '../../store/files/index.ts';

/** settings.json in the app's settings folder: what the app remembers. Every field may be missing. */
const settingsSchema = z.object({
  /** The library the user chose; null for the usual place. */
  library: z.string().nullable().catch(null).default(null),
  window: z
    .object({
      bounds: z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }),
      maximized: z.boolean(),
      zoom: z.number().min(0.5).max(2),
    })
    .nullable()
    .catch(null)
    .default(null),
  choices: appChoicesSchema.catch(DEFAULT_CHOICES).default(DEFAULT_CHOICES),
});
export type AppSettings = z.infer<typeof settingsSchema>;

const DEFAULTS: AppSettings = settingsSchema.parse({});

/** The settings in memory and their file. A damaged file counts as none: nothing in it is worth an error. */
export class SettingsFile {
  readonly #path: string;
  #values: AppSettings;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, values: AppSettings) {
    this.#path = path;
    this.#values = values;
  }

  static async open(path: string): Promise<SettingsFile> {
    return new SettingsFile(path, parseSettings(await readText(path).catch(() => '')));
  }

  get current(): AppSettings {
    return this.#values;
  }

  /** Changes some values and returns when they are on disk; writes follow each other. */
  update(change: Partial<AppSettings>): Promise<void> {
    this.#values = { ...this.#values, ...change };
    const text = `${JSON.stringify(this.#values, null, 2)}\n`;
    const write = async (): Promise<void> => {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFileAtomic(this.#path, text);
    };
    const written = this.#writing.then(write);
    // The next write starts whatever became of this one; this one's caller hears of its own failure.
    this.#writing = written.catch(() => undefined);
    return written;
  }
}

export function parseSettings(text: string): AppSettings {
  try {
    const parsed = settingsSchema.safeParse(parseJsonText(text));
    return parsed.success ? parsed.data : DEFAULTS;
  } catch {
    return DEFAULTS; // Not JSON: a damaged or empty file.
  }
}
