// Bundles a program of bench/ and runs it: node build/bench.mjs store [arguments].
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { foreground } from './setup/launch.mjs';
import { PROJECT } from './setup/paths.mjs';

const [name = '', ...rest] = process.argv.slice(2);
// Below node_modules, so that the program finds the packages it needs.
const outDir = await mkdtemp(join(PROJECT, 'node_modules', '.forger-bench-'));
try {
  await build({
    root: PROJECT,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(PROJECT, 'electron', 'shared') } },
    build: {
      ssr: join(PROJECT, 'bench', name, 'index.ts'),
      outDir,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'bench.mjs' } },
    },
  });
  process.exitCode = await foreground(process.execPath, [join(outDir, 'bench.mjs'), ...rest], process.env);
} finally {
  await rm(outDir, { recursive: true });
}
