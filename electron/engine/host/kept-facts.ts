import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJsonText } from '@shared/json.ts';
import { readText, writeFileAtomic } from '../../store/files/index.ts';
import { cacheRoot, surroundings } from '../device/locate.ts';

/** What was measured on this machine, by key. */
export interface KeptFacts<Fact> {
  /** Null where nothing was measured. */
  read(key: string): Promise<Fact | null>;
  /** A cache that cannot be written is no reason to stop anything. */
  keep(key: string, fact: Fact): Promise<void>;
}

/** The oldest go first. */
const MOST = 500;

/** Facts in a file of the cache; lost, they are measured again. */
export function keptFacts<Fact>(name: string, schema: z.ZodType<Fact>): KeptFacts<Fact> {
  const file = (): string => join(cacheRoot(surroundings()), name);
  const all = z.record(z.string(), schema);
  const readAll = async (): Promise<Record<string, Fact>> => {
    try {
      return all.parse(parseJsonText(await readText(file())));
    } catch {
      return {};
    }
  };
  return {
    read: async (key) => (await readAll())[key] ?? null,
    keep: async (key, fact) => {
      const others = Object.entries(await readAll()).filter(([other]) => other !== key);
      const kept = Object.fromEntries([...others.slice(-MOST), [key, fact]]);
      try {
        await mkdir(dirname(file()), { recursive: true });
        await writeFileAtomic(file(), JSON.stringify(kept));
      } catch {
        // It is measured again next time.
      }
    },
  };
}
