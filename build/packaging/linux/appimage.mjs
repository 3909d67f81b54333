// An AppImage: a program that mounts what is appended to it, the app's folder packed by squashfs, and starts AppRun in it.
import { chmod, copyFile, mkdir, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PROJECT } from '../../setup/paths.mjs';
import { findProgram, run, SetUpError } from '../../setup/process.mjs';
import { APP_ID, LINUX_HOME, PACKAGE } from '../facts.mjs';
import { desktopEntry, metainfo, mimeType } from './entries.mjs';
import { filesBelow, linkFile } from './root.mjs';

/** @type {Partial<Record<NodeJS.Architecture, string>>} */
const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' };
/** electron-builder's set of tools whose runtime brings FUSE with it; packed by zstd or gzip. */
const TOOLS = '1.0.3';
/** Names a runtime in place of electron-builder's. */
const RUNTIME_VARIABLE = 'FORGER_APPIMAGE_RUNTIME';
const ICON = 'build/packaging/resources/icons/512x512.png';
/** Smaller blocks pack worse; larger ones make reading a small file slow. */
const BLOCK_BYTES = 256 * 1024;
/** Of the 22 that zstd has: 19 takes twice as long as 15 and saves 2 % (305 MB of 1,048; at 1, 366 MB in seconds). */
const LEVEL = { quick: 1, small: 19 };

/** @param {string} version @param {NodeJS.Architecture} arch */
export const appImageName = (version, arch) => `${PACKAGE.name}-${version}-${ARCHITECTURES[arch] ?? arch}.AppImage`;

/** An ELF program that calls itself an AppImage of type 2. @param {Buffer} program */
const isRuntime = (program) =>
  program.subarray(0, 4).toString('latin1') === '\x7fELF' && program.subarray(8, 11).toString('latin1') === 'AI\x02';

/**
 * @param {NodeJS.Architecture} arch of the app
 * @returns {Promise<{ runtime: Buffer, mksquashfs: string }>}
 * @throws {SetUpError} where they cannot be had
 */
async function findTools(arch) {
  const given = process.env[RUNTIME_VARIABLE];
  const found = given ? { runtime: given, mksquashfs: findProgram('mksquashfs') } : await fetchTools(arch);
  if (found.mksquashfs === null)
    throw new SetUpError('An AppImage is packed by mksquashfs, which is not here (package squashfs-tools).');
  const runtime = await readFile(found.runtime).catch(() => Buffer.alloc(0));
  if (!isRuntime(runtime))
    throw new SetUpError(
      `${found.runtime} is no runtime of AppImages. Let ${RUNTIME_VARIABLE} name one, or leave it out.`,
    );
  return { runtime, mksquashfs: found.mksquashfs };
}

/**
 * electron-builder's tools, checked against the hash it names; of AppImages it makes nothing here, for its entry and its AppRun
 * turn Chromium's sandbox off.
 *
 * @param {NodeJS.Architecture} arch
 */
async function fetchTools(arch) {
  const { getAppImageTools } = await import('app-builder-lib/out/toolsets/linux.js');
  const { Arch } = await import('electron-builder');
  try {
    return await getAppImageTools(TOOLS, arch === 'arm64' ? Arch.arm64 : Arch.x64);
  } catch (error) {
    throw new SetUpError(
      `The runtime of AppImages comes from electron-builder's releases on GitHub, which cannot be had here (${error instanceof Error ? error.message : error}). Let ${RUNTIME_VARIABLE} name one.`,
    );
  }
}

/** @param {NodeJS.Architecture} [arch] @returns {Promise<string | null>} why no AppImage can be made here, as a sentence */
export async function appImageObstacle(arch = process.arch) {
  try {
    await findTools(arch);
    return null;
  } catch (error) {
    if (error instanceof SetUpError) return error.message;
    throw error;
  }
}

/**
 * Lays out the folder that becomes an AppImage. The app's files are hard links where they can be.
 *
 * @param {string} tree the app
 * @param {string} folder is made anew
 * @param {{ version: string, date: Date }} meta
 */
export async function makeAppDir(tree, folder, { version, date }) {
  await rm(folder, { recursive: true, force: true });
  const app = join(folder, LINUX_HOME);
  for (const path of await filesBelow(tree)) await linkFile(join(tree, path), join(app, path));
  const write = async (/** @type {string} */ path, /** @type {string} */ text) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const entry = `usr/share/applications/${PACKAGE.name}.desktop`;
  await write(entry, `${desktopEntry(PACKAGE.name)}X-AppImage-Version=${version}\n`);
  await write(`usr/share/mime/packages/${PACKAGE.name}.xml`, mimeType());
  await write(`usr/share/metainfo/${APP_ID}.metainfo.xml`, metainfo(version, date));
  await copyFile(join(PROJECT, ICON), join(folder, `${PACKAGE.name}.png`));
  await symlink(entry, join(folder, `${PACKAGE.name}.desktop`));
  await symlink(`${PACKAGE.name}.png`, join(folder, '.DirIcon'));
  // It looks at the sandbox before it starts the window, and finds the app by its own real place.
  await symlink(`${LINUX_HOME}/${PACKAGE.name}`, join(folder, 'AppRun'));
  await mkdir(join(folder, 'usr/bin'));
  await symlink(`../../${LINUX_HOME}/bin/${PACKAGE.name}`, join(folder, 'usr/bin', PACKAGE.name));
}

/**
 * Makes an AppImage.
 *
 * @param {string} tree the app
 * @param {string} folder of the package
 * @param {{ version: string, arch: NodeJS.Architecture, date: Date, quick: boolean }} meta quick: large, for tests
 * @returns {Promise<string>} the file
 * @throws {SetUpError} where {@link appImageObstacle} says why
 */
export async function makeAppImage(tree, folder, { version, arch, date, quick }) {
  const { runtime, mksquashfs } = await findTools(arch);
  const appDir = join(folder, '.AppDir');
  const file = join(folder, appImageName(version, arch));
  await makeAppDir(tree, appDir, { version, date });
  await rm(file, { force: true });
  const level = String(quick ? LEVEL.quick : LEVEL.small);
  const options = [
    '-comp',
    'zstd',
    '-Xcompression-level',
    level,
    '-b',
    String(BLOCK_BYTES),
    '-all-root',
    '-no-xattrs',
    '-noappend',
    '-no-progress',
    '-quiet',
  ];
  await run(mksquashfs, [appDir, file, '-offset', String(runtime.length), ...options], {
    otherwise: 'mksquashfs could not pack the AppImage.',
  });
  const image = await open(file, 'r+');
  try {
    await image.write(runtime, 0, runtime.length, 0);
  } finally {
    await image.close();
  }
  await chmod(file, 0o755);
  await rm(appDir, { recursive: true });
  return file;
}
