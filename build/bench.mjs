// Bundles a program of bench/ and runs it: node build/bench.mjs store [arguments].
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { foreground } from './setup/launch.mjs';
import { cacheRoot, electronProgram, PROJECT } from './setup/paths.mjs';
import { Report } from './setup/report.mjs';
import { main, setUp } from './setup/setup.mjs';
import { installBenchPython } from './setup/steps/bench-python.mjs';

const [name = '', ...rest] = process.argv.slice(2);
/** Programs that hold Forger against another one's. */
const WITH_PYTHON = ['speed', 'ranking', 'quality'];

/** What a program needs beside its own code. @returns {Promise<NodeJS.ProcessEnv>} */
async function prepare() {
  if (name === 'import') {
    const { electron, environment } = await setUp({ window: false, quiet: true });
    return { ...environment, FORGER_BENCH_ELECTRON: electronProgram(electron.folder) };
  }
  if (!WITH_PYTHON.includes(name) || rest.includes('--help') || rest.includes('--print')) return process.env;
  const { environment } = await setUp({ build: false, window: false, quiet: true });
  const alone = rest.includes('--no-peers') || rest.some((word) => word.startsWith('--features'));
  if (environment['FORGER_BENCH_PYTHON'] || alone) return environment;
  const packages = await installBenchPython(new Report({ stream: process.stderr, quiet: true }), cacheRoot());
  return { ...environment, FORGER_BENCH_PYTHON: 'python3', PYTHONPATH: packages };
}

await main(async () => {
  const environment = await prepare();
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
        rolldownOptions: { output: { entryFileNames: 'bench.mjs', chunkFileNames: '[name]-[hash].mjs' } },
      },
    });
    return await foreground(process.execPath, [join(outDir, 'bench.mjs'), ...rest], environment);
  } finally {
    await rm(outDir, { recursive: true });
  }
});
