import { join } from 'node:path';
import { build } from 'vite';

/** Bundles a TypeScript entry so that plain Node can run it in a process that may be killed. */
export async function buildChild(entry: string, outDir: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(import.meta.dirname, '../../../electron/shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
  return join(outDir, 'child.mjs');
}
