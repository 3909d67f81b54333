import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What ships with the program that this file is part of, and where it lies. */
export interface Shipped {
  version: string;
  /** The built files, a folder for each process; in the packed app's archive or beside it. */
  built: string;
  /** The packed app's folder of resources; undefined in a checkout. */
  resources: string | undefined;
  /** Data sets, a folder each. */
  datasets: string;
  /** The folder of the finished run. */
  runs: string;
  /** One folder a family, as Fontsource's packages have them. */
  fonts: string;
  /** The folder of those built programs that plain Node runs. */
  programs: string;
  /** The packed app's plain Node; undefined in a checkout. */
  node: string | undefined;
}

/** What electron-builder calls the folder of those files beside the app's archive that plain Node reads. */
const UNPACKED = 'app.asar.unpacked';
const PACKED = new Set(['app.asar', UNPACKED]);
const BUILT = 'out';
const PROGRAMS = join(BUILT, 'main');

/** The folder of Forger's package.json at or above another, and what that says; null where there is none. */
function root(start: string): { folder: string; version: string } | null {
  for (let folder = start; ; folder = dirname(folder)) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
      if (manifest['name'] === 'forger') return { folder, version: String(manifest['version']) };
    } catch {
      // No package.json here: one folder up.
    }
    if (folder === dirname(folder)) return null;
  }
}

/** @param start a folder of the built app's files, or of its sources */
export function shippedWith(start: string): Shipped {
  const { folder, version } = root(start) ?? { folder: start, version: 'unknown' };
  const built = join(folder, BUILT);
  if (!PACKED.has(basename(folder)))
    return {
      ...{ version, built },
      resources: undefined,
      datasets: join(folder, 'resources', 'datasets'),
      runs: join(folder, 'resources', 'runs'),
      fonts: join(folder, 'node_modules', '@fontsource'),
      programs: join(folder, PROGRAMS),
      node: undefined,
    };
  const resources = dirname(folder);
  return {
    ...{ version, built, resources },
    datasets: join(resources, 'datasets'),
    runs: join(resources, 'runs'),
    fonts: join(resources, 'fonts'),
    programs: join(resources, UNPACKED, PROGRAMS),
    node: join(resources, 'node', process.platform === 'win32' ? 'node.exe' : 'node'),
  };
}

let known: Shipped | undefined;

/** What ships with this program, whatever runs it: Electron, its helpers, or plain Node in the packed app or a checkout. */
export function shipped(): Shipped {
  known ??= shippedWith(import.meta.dirname);
  return known;
}

/** What to do where a part of Forger is missing or damaged. */
export const mendIt = ({ resources }: Pick<Shipped, 'resources'> = shipped()): string =>
  resources === undefined ? 'Run the set-up again (npm start).' : 'Install Forger again.';
