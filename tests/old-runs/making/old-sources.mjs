import { join } from 'node:path';
import { createServer } from 'vite';

/** Loads a module of the old sources, by its path in the checkout. @typedef {(path: string) => Promise<Record<string, any>>} OldSources */

/**
 * Opens the sources of a checkout, for what its command line has no command for.
 * @param {string} checkout
 * @returns {Promise<{ sources: OldSources, close: () => Promise<void> }>}
 */
export async function openSources(checkout) {
  const server = await createServer({
    root: checkout,
    configFile: false,
    logLevel: 'error',
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    resolve: { alias: { '@shared': join(checkout, 'electron/shared') } },
  });
  return { sources: (path) => server.ssrLoadModule(path), close: () => server.close() };
}
