import { svelte } from '@sveltejs/vite-plugin-svelte';
import { join } from 'node:path';
import { build } from 'vite';

/** Builds the window as the app does, and the two small programs that show it without the app. */
export async function buildShots(project, folder) {
  const resolve = { alias: { '@shared': join(project, 'electron/shared') } };
  const quiet = { configFile: false, logLevel: 'warn' };
  await build({
    ...quiet,
    root: join(project, 'renderer'),
    base: './',
    resolve,
    plugins: [svelte()],
    build: {
      outDir: join(folder, 'renderer'),
      emptyOutDir: true,
      target: 'chrome130',
      assetsInlineLimit: 0,
      minify: false,
    },
  });
  for (const name of ['main', 'preload'])
    await build({
      ...quiet,
      root: project,
      resolve,
      ssr: { noExternal: true },
      build: {
        ssr: join(project, `tests/renderer/shots/${name}.ts`),
        outDir: folder,
        emptyOutDir: false,
        target: 'node20',
        minify: false,
        rolldownOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: `${name}.cjs` } },
      },
    });
}
