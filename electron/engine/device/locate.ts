import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { VARIABLES } from '@shared/environment.ts';
import { shipped } from '../../shipped/index.ts';

/** The file that makes a folder a native runtime; TensorFlow's libraries lie beside it. */
export const BINDING_FILE = 'tfjs_binding.node';

/** What decides where runtimes are looked for; given by hand in tests. */
export interface Surroundings {
  environment: Readonly<Record<string, string | undefined>>;
  platform: string;
  home: string;
  /** The packed app's folder of resources; undefined in a checkout. */
  resources: string | undefined;
}

export function surroundings(): Surroundings {
  return { environment: process.env, platform: process.platform, home: homedir(), resources: shipped().resources };
}

/** Where set-up keeps what it fetched. */
export function cacheRoot({ environment, platform, home }: Surroundings): string {
  if (environment['FORGER_CACHE']) return environment['FORGER_CACHE'];
  if (platform === 'win32')
    return join(environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'forger', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'forger');
  return join(environment['XDG_CACHE_HOME'] || join(home, '.cache'), 'forger');
}

const isRuntime = (folder: string): boolean => existsSync(join(folder, BINDING_FILE));

function runtimesIn(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => join(parent, entry.name))
    .filter(isRuntime);
}

/** "tensorflow-cpu-2.21.0-linux-x64" → its parts; null for another name. */
export function parseRuntimeName(name: string): { gpu: boolean; version: readonly number[] } | null {
  const match = /^tensorflow-(cpu|gpu)-(\d+)\.(\d+)\.(\d+)-/.exec(name);
  if (!match) return null;
  return { gpu: match[1] === 'gpu', version: match.slice(2).map(Number) };
}

/** Orders runtimes: those that know GPUs first where there is one, then the newest. */
function compare(preferGpu: boolean) {
  return (a: string, b: string): number => {
    const [left, right] = [a, b].map((path) => parseRuntimeName(path.split(/[\\/]/).at(-1) ?? ''));
    if (!left || !right) return left ? -1 : right ? 1 : a.localeCompare(b);
    if (left.gpu !== right.gpu) return left.gpu === preferGpu ? -1 : 1;
    for (const [index, part] of left.version.entries()) {
      const difference = (right.version[index] ?? 0) - part;
      if (difference !== 0) return difference;
    }
    return a.localeCompare(b);
  };
}

const knowsGpus = (path: string): boolean => parseRuntimeName(path.split(/[\\/]/).at(-1) ?? '')?.gpu ?? false;

/**
 * Folders of native runtimes, best first: what came with the app before what was fetched, but where there is a GPU those
 * that know GPUs before all others, for CUDA is fetched. `FORGER_NATIVE`, naming one runtime or a folder of them,
 * replaces every other place.
 */
export function locateRuntimes(where: Surroundings, preferGpu: boolean): string[] {
  const given = where.environment[VARIABLES.native];
  if (given) return isRuntime(given) ? [given] : runtimesIn(given).sort(compare(preferGpu));
  const packaged = where.resources === undefined ? [] : runtimesIn(join(where.resources, 'native'));
  const cached = runtimesIn(join(cacheRoot(where), 'native'));
  const all = [...packaged.sort(compare(preferGpu)), ...cached.sort(compare(preferGpu))];
  return preferGpu ? [...all.filter(knowsGpus), ...all.filter((path) => !knowsGpus(path))] : all;
}

/** True where NVIDIA's driver is installed, whether or not TensorFlow can use it. */
export function hasNvidiaDriver({ environment, platform }: Surroundings): boolean {
  if (platform === 'linux') return existsSync('/proc/driver/nvidia/version') || existsSync('/dev/nvidiactl');
  if (platform === 'win32')
    return existsSync(join(environment['SystemRoot'] ?? 'C:\\Windows', 'System32', 'nvcuda.dll'));
  return false;
}
