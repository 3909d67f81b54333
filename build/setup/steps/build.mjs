import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../paths.mjs';
import { run } from '../process.mjs';

const SOURCES = ['electron', 'renderer'];
const SETTINGS = [
  'build/packaging/bundled.mjs',
  'electron.vite.config.ts',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
];

/**
 * One hash of everything the build reads.
 *
 * @param {string} project
 */
export async function sourcesHash(project) {
  const files = [...SETTINGS];
  for (const folder of SOURCES) {
    for (const entry of await readdir(join(project, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name).slice(project.length + 1));
    }
  }
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const content = await readFile(join(project, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Builds the app into `out/` when its sources have changed since the last time.
 *
 * @param {import('../report.mjs').Report} report
 * @param {NodeJS.ProcessEnv} environment
 */
export async function buildApp(report, environment) {
  report.begin('The app');
  const stamp = join(PROJECT, 'out', 'sources.sha256');
  const wanted = await sourcesHash(PROJECT);
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) {
    report.done('built from these sources');
    return;
  }
  report.work('building with electron-vite');
  await rm(stamp, { force: true });
  await run(process.execPath, [join(PROJECT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'], {
    cwd: PROJECT,
    env: { ...environment, NO_COLOR: '1' },
    otherwise: 'The app could not be built: the sources in electron/ or renderer/ have the errors above.',
  });
  await writeFile(stamp, wanted);
  report.done('built into out/');
}
