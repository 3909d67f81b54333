import { join } from 'node:path';

/** Where a build says which packages it took into its files, below its folder. It is not packed itself. */
export const BUNDLED_LIST = 'packages.json';

/**
 * A plugin that writes the list: what is compiled into the windows ships, though no package of it does.
 *
 * @param {string} project
 * @returns {import('vite').Plugin}
 */
export function listBundled(project) {
  const modules = `${join(project, 'node_modules')}/`.replaceAll('\\', '/');
  return {
    name: 'list-bundled',
    apply: 'build',
    generateBundle() {
      const names = [...this.getModuleIds()]
        .map((id) => id.replaceAll('\\', '/').replace(/^\0+/, ''))
        .filter((id) => id.startsWith(modules))
        .map((id) => /^(?:@[^/]+\/)?[^/]+/.exec(id.slice(modules.length))?.[0] ?? '');
      this.emitFile({
        type: 'asset',
        fileName: BUNDLED_LIST,
        source: JSON.stringify([...new Set(names)].sort(), null, 2),
      });
    },
  };
}

/** @param {string} out @returns {string[]} the lists of a whole build */
export const bundledLists = (out) => ['main', 'preload', 'renderer'].map((room) => join(out, room, BUNDLED_LIST));
