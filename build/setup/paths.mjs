import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * Where what set-up fetched lives, for every checkout of one user. The engine looks for runtimes in the same
 * place (`native/` inside it).
 *
 * @param {Record<string, string | undefined>} environment
 * @param {string} platform as in process.platform
 * @param {string} home
 */
export function cacheRoot(environment = process.env, platform = process.platform, home = homedir()) {
  if (environment['FORGER_CACHE']) return environment['FORGER_CACHE'];
  if (platform === 'win32')
    return join(environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'forger', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'forger');
  return join(environment['XDG_CACHE_HOME'] || join(home, '.cache'), 'forger');
}

/**
 * The program inside an Electron folder.
 *
 * @param {string} folder
 * @param {string} platform
 */
export function electronProgram(folder, platform = process.platform) {
  if (platform === 'darwin') return join(folder, 'Electron.app', 'Contents', 'MacOS', 'Electron');
  return join(folder, platform === 'win32' ? 'electron.exe' : 'electron');
}
