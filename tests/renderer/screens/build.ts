import { svelte } from '@sveltejs/vite-plugin-svelte';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, type InlineConfig } from 'vite';

export const PROJECT = resolve(import.meta.dirname, '../../..');
/** What is built for one run of the tests, whose workers inherit the name of its folder. */
export const BUILT = (process.env['SCREENS_BUILD'] ??= mkdtempSync(join(tmpdir(), 'forger-screens-')));

/** Builds the window as the app does, and the two small programs that show it without the app. @returns takes them away */
export default async function buildScreens(): Promise<() => Promise<void>> {
  const common: InlineConfig = {
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: { '@shared': join(PROJECT, 'electron/shared') } },
  };
  await build({
    ...common,
    root: join(PROJECT, 'renderer'),
    base: './',
    plugins: [svelte()],
    build: {
      outDir: join(BUILT, 'renderer'),
      emptyOutDir: true,
      target: 'chrome130',
      assetsInlineLimit: 0,
      minify: false,
    },
  });
  for (const name of ['main', 'preload'])
    await build({
      ...common,
      root: PROJECT,
      ssr: { noExternal: true },
      build: {
        ssr: join(import.meta.dirname, `${name}.ts`),
        outDir: BUILT,
        emptyOutDir: false,
        target: 'node20',
        minify: false,
        rolldownOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: `${name}.cjs` } },
      },
    });
  return () => rm(BUILT, { recursive: true });
}
