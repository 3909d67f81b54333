import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Forger's version, from the package.json above the built file. */
export function version(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === 'forger' && version !== undefined) return version;
    } catch {
      continue; // No package.json here: one folder up.
    }
  }
  return 'unknown';
}
