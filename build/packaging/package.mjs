// npm run package [-- --dir]: an unpacked app in dist/ and, unless --dir asks for that alone, its installers.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRuntime } from '../setup/steps/tensorflow.mjs';
import { readJson } from '../setup/files.mjs';
import { cacheRoot, PROJECT } from '../setup/paths.mjs';
import { findProgram } from '../setup/process.mjs';
import { main, setUp } from '../setup/setup.mjs';
import { configuration, FONT_PACKAGES, RUNTIME_PACKAGES } from './config.mjs';
import { thirdPartyNotices } from './notices.mjs';

await main(async () => {
  process.chdir(PROJECT);
  const { electron } = await setUp({ tests: true, quiet: true });
  const native = await findRuntime(cacheRoot());
  if (native === null) console.log('There is no native TensorFlow here, so the app will train on its slow JavaScript backend.');
  const lock = /** @type {{ packages: Record<string, { dev?: boolean }> }} */ (await readJson(join(PROJECT, 'package-lock.json')));
  const images = (await readdir(join(PROJECT, 'node_modules', '@img'))).map((name) => `@img/${name}`);
  const notices = join(PROJECT, 'dist', 'THIRD-PARTY.txt');
  await mkdir(join(PROJECT, 'dist'), { recursive: true });
  await writeFile(notices, await thirdPartyNotices([...RUNTIME_PACKAGES, ...FONT_PACKAGES, ...images]));

  // electron-builder would fetch a 7-Zip of its own.
  const sevenZip = findProgram('7za') ?? findProgram('7zz');
  if (sevenZip !== null) process.env['ELECTRON_BUILDER_7ZIP_PATH'] ??= sevenZip;
  // Its default squeezes out a few megabytes more in ten minutes.
  process.env['ELECTRON_BUILDER_COMPRESSION_LEVEL'] ??= '3';
  const { build, Platform } = await import('electron-builder');
  const files = await build({
    targets: process.argv.includes('--dir') ? Platform.current().createTarget('dir') : Platform.current().createTarget(),
    config: configuration({ electron, native, lock, notices }),
    publish: 'never',
  });
  console.log(`\nThe packed app is in ${join(PROJECT, 'dist')}${files.map((file) => `\n  ${file}`).join('')}`);
  return 0;
});
