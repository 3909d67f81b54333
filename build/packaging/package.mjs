// npm run package [-- --dir | --only NAME…] [--version V] [--quick] [--release]: the app in dist/, and its packages for this
// system. --release refuses to make what could not install CUDA.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainNode } from '../setup/steps/plain-node.mjs';
import { findRuntime } from '../setup/steps/tensorflow.mjs';
import { findVision } from '../setup/steps/vision.mjs';
import { folderBytes } from '../setup/files.mjs';
import { cacheRoot, PROJECT } from '../setup/paths.mjs';
import { PACKED_NODE } from '../setup/pins.mjs';
import { findProgram, SetUpError } from '../setup/process.mjs';
import { megabytes, Report } from '../setup/report.mjs';
import { main, setUp } from '../setup/setup.mjs';
import { configuration, FONT_PACKAGES, UNPACKED_FOLDERS } from './config.mjs';
import { contents } from './contents.mjs';
import { recordAddresses } from './cuda-addresses.mjs';
import { PACKAGE } from './facts.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { chosenTargets } from './targets.mjs';

const DIST = join(PROJECT, 'dist');

await main(async () => {
  process.chdir(PROJECT);
  const { values: options } = parseArgs({
    options: {
      dir: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      version: { type: 'string', default: PACKAGE.version },
      quick: { type: 'boolean', default: false },
      release: { type: 'boolean', default: false },
    },
  });
  const targets = options.dir ? [] : chosenTargets(options.only);
  const { electron } = await setUp({ tests: true, window: false, quiet: true });
  const node = await plainNode(new Report({ quiet: true }), cacheRoot(), PACKED_NODE);
  const native = await findRuntime(cacheRoot());
  if (native === null)
    console.log('There is no native TensorFlow here, so the app will train on its slow JavaScript backend.');
  const vision = await findVision(cacheRoot());
  if (vision === null) console.log('The network that sees is not here, so the app will measure no pictures with it.');
  const { modules, outside, packages } = await contents(PROJECT);
  const notices = join(DIST, 'THIRD-PARTY.txt');
  await mkdir(DIST, { recursive: true });
  await writeFile(notices, await thirdPartyNotices(PROJECT, [...packages, ...FONT_PACKAGES]));

  const addresses = await recordAddresses(DIST, { required: options.release });

  // electron-builder would fetch a 7-Zip of its own.
  const sevenZip = findProgram('7za') ?? findProgram('7zz');
  if (sevenZip !== null) process.env['ELECTRON_BUILDER_7ZIP_PATH'] ??= sevenZip;
  const { build, Platform } = await import('electron-builder');
  // Anew for each use: electron-builder writes into what it is given.
  const configure = () =>
    configuration({ version: options.version, electron, node, native, vision, modules, outside, notices, addresses });
  await build({ targets: Platform.current().createTarget('dir'), config: configure(), publish: 'never' });
  const tree = join(DIST, UNPACKED_FOLDERS[process.platform] ?? '');
  console.log(`\nThe packed app is in ${tree}, ${megabytes(await folderBytes(tree))}`);

  const meta = { version: options.version, arch: process.arch, date: new Date(), quick: options.quick, configure };
  let missing = false;
  for (const target of targets) {
    const obstacle = await target.obstacle();
    if (obstacle !== null) {
      console.log(`  ! ${target.name} is left out. ${obstacle}`);
      missing ||= options.only.length > 0;
      continue;
    }
    const file = await target.make(tree, DIST, meta);
    const { size } = await stat(file);
    console.log(
      `  ${file}, ${megabytes(size)}${target.limit === undefined ? '' : ` of at most ${megabytes(target.limit)}`}`,
    );
    if (!options.quick && target.limit !== undefined && size > target.limit)
      throw new SetUpError(`The package is larger than Forger promises (build/packaging/targets.mjs).`);
  }
  return missing ? 1 : 0;
});
