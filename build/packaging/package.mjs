// npm run package [-- --dir]: an unpacked app in dist/ and, unless --dir asks for that alone, its installers.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRuntime } from '../setup/steps/tensorflow.mjs';
import { folderBytes } from '../setup/files.mjs';
import { cacheRoot, PROJECT } from '../setup/paths.mjs';
import { findProgram } from '../setup/process.mjs';
import { megabytes } from '../setup/report.mjs';
import { main, setUp } from '../setup/setup.mjs';
import { configuration, FONT_PACKAGES, UNPACKED_FOLDERS } from './config.mjs';
import { contents } from './contents.mjs';
import { thirdPartyNotices } from './notices.mjs';

await main(async () => {
  process.chdir(PROJECT);
  const { electron } = await setUp({ tests: true, window: false, quiet: true });
  const native = await findRuntime(cacheRoot());
  if (native === null) console.log('There is no native TensorFlow here, so the app will train on its slow JavaScript backend.');
  const { modules, packages } = await contents(PROJECT);
  const notices = join(PROJECT, 'dist', 'THIRD-PARTY.txt');
  await mkdir(join(PROJECT, 'dist'), { recursive: true });
  await writeFile(notices, await thirdPartyNotices(PROJECT, [...packages, ...FONT_PACKAGES]));

  // electron-builder would fetch a 7-Zip of its own.
  const sevenZip = findProgram('7za') ?? findProgram('7zz');
  if (sevenZip !== null) process.env['ELECTRON_BUILDER_7ZIP_PATH'] ??= sevenZip;
  // Its default squeezes out a few megabytes more in ten minutes.
  process.env['ELECTRON_BUILDER_COMPRESSION_LEVEL'] ??= '3';
  const { build, Platform } = await import('electron-builder');
  const files = await build({
    targets: process.argv.includes('--dir') ? Platform.current().createTarget('dir') : Platform.current().createTarget(),
    config: configuration({ electron, native, modules, notices }),
    publish: 'never',
  });
  const unpacked = join(PROJECT, 'dist', UNPACKED_FOLDERS[process.platform] ?? '');
  console.log(`\nThe packed app is in ${unpacked}, ${megabytes(await folderBytes(unpacked))}`);
  for (const file of files) console.log(`  ${file}, ${megabytes((await stat(file)).size)}`);
  return 0;
});
