// What electron-builder makes of Forger. Linux is what is tested; Windows and macOS are written down, untried.
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PROJECT } from '../setup/paths.mjs';
import { BUNDLED_LIST } from './bundled.mjs';
import { APP_ID, CATEGORIES, IN_USE, LINUX_PROGRAM, PACKAGE, SYNOPSIS } from './facts.mjs';
import { windowLauncher } from './linux/launchers/index.mjs';

/** Where electron-builder leaves the app unpacked, below dist/. @type {Partial<Record<NodeJS.Platform, string>>} */
export const UNPACKED_FOLDERS = {
  linux: 'linux-unpacked',
  win32: 'win-unpacked',
  darwin: process.arch === 'arm64' ? 'mac-arm64' : 'mac',
};

const LINUX = join(PROJECT, 'build/packaging/linux');
const LAUNCHERS = join(LINUX, 'launchers');

/**
 * The fonts that letters are drawn from, styles by family.
 * @type {Record<string, string[]>}
 */
const FONTS = JSON.parse(readFileSync(join(PROJECT, 'electron/data/letters/shipped-fonts.json'), 'utf8'));
/** Packages that are not loaded but carried, with their licences. */
export const FONT_PACKAGES = Object.keys(FONTS).map((family) => `@fontsource/${family}`);
const FONT_FILES = Object.entries(FONTS).flatMap(([family, styles]) => [
  `${family}/LICENSE`,
  ...styles.map((style) => `${family}/files/${family}-latin-${style}.woff`),
]);

/**
 * What the packed program refuses: being a plain Node.js, being debugged from the command line, running code
 * from outside its archive.
 */
export const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  onlyLoadAppFromAsar: true,
  // Electron checks the archive on these two alone.
  enableEmbeddedAsarIntegrityValidation: process.platform !== 'linux',
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

/**
 * Signed and notarised where the secrets are there (electron-builder reads CSC_LINK and APPLE_ID itself). What runs native code
 * needs rights of its own under the hardened runtime: V8 makes code, and TensorFlow's libraries are signed by others.
 */
const MAC_SIGNING = {
  hardenedRuntime: true,
  notarize: Boolean(process.env['APPLE_ID']),
  entitlements: 'build/packaging/resources/entitlements.mac.plist',
  entitlementsInherit: 'build/packaging/resources/entitlements.mac.plist',
};

/**
 * The app's folder, the same on all systems but for where it lies: what an ordinary Node.js runs lies outside the archive.
 *
 * @param {object} parts
 * @param {string} parts.version
 * @param {{ folder: string, version: string }} parts.electron
 * @param {{ folder: string }} parts.node a plain Node.js, for the command line and for decoding pictures
 * @param {{ folder: string, runtime: { id: string } } | null} parts.native TensorFlow; null: the app trains on its slow backend
 * @param {string | null} parts.vision the folder of the network that sees; null: the app measures without it
 * @param {string[]} parts.modules the files of npm packages that the app loads, below the project
 * @param {string[]} parts.outside the files of the app and of npm packages that plain Node.js loads, below the project
 * @param {string} parts.notices the file of third-party licences
 * @param {string | null} parts.addresses the file of CUDA's addresses; null: the app cannot install it
 * @returns {import('electron-builder').Configuration}
 */
export function configuration({ version, electron, node, native, vision, modules, outside, notices, addresses }) {
  return {
    appId: APP_ID,
    productName: PACKAGE.productName,
    copyright: 'The Forger authors, MIT licence',
    directories: { output: 'dist', buildResources: 'build/packaging/resources' },
    extraMetadata: { version, desktopName: `${PACKAGE.name}.desktop` },
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',
    electronVersion: electron.version,
    electronDist: electron.folder,
    // The window speaks English. Dates and numbers go by the system all the same: their data is not in these files.
    electronLanguages: ['en', 'en-US'],
    npmRebuild: false,
    // Without what a plain Electron shows when it is given no app; on Linux with what looks first whether a window can be opened.
    afterPack: async ({ appOutDir, electronPlatformName }) => {
      await rm(join(appOutDir, 'resources', 'default_app.asar'), { force: true });
      if (electronPlatformName === 'linux')
        await writeFile(join(appOutDir, PACKAGE.name), await windowLauncher(), { mode: 0o755 });
    },
    asar: { smartUnpack: false },
    // What is loaded by the system rather than by Node.js must be a file of its own as well.
    asarUnpack: ['package.json', 'node_modules/@img/**', ...outside],
    files: [
      'out/**',
      'package.json',
      '!out/**/*.map',
      `!out/*/${BUNDLED_LIST}`,
      '!out/sources.sha256',
      '!node_modules/**',
      ...modules,
    ],
    extraResources: [
      { from: join(PROJECT, 'resources', 'datasets'), to: 'datasets' },
      { from: join(PROJECT, 'resources', 'runs'), to: 'runs' },
      { from: join(PROJECT, 'node_modules', '@fontsource'), to: 'fonts', filter: FONT_FILES },
      { from: join(PROJECT, 'LICENSE'), to: 'LICENSE' },
      { from: notices, to: 'THIRD-PARTY.txt' },
      { from: join(PROJECT, 'build/setup/command-line.mjs'), to: 'cli/command-line.mjs' },
      { from: node.folder, to: 'node', filter: ['node', 'node.exe', 'LICENSE'] },
      ...(vision === null ? [] : [{ from: vision, to: `vision/${basename(vision)}` }]),
      ...(addresses === null ? [] : [{ from: addresses, to: basename(addresses) }]),
      ...(native === null ? [] : [{ from: native.folder, to: `native/${native.runtime.id}` }]),
    ],
    electronFuses: FUSES,
    linux: {
      target: ['dir'],
      executableName: LINUX_PROGRAM,
      // Its archive alone is electron-builder's: it turns Chromium's sandbox off in an AppImage, and fetches what makes the others.
      category: CATEGORIES.join(';'),
      synopsis: SYNOPSIS,
      icon: 'icons',
      extraFiles: [
        { from: join(LAUNCHERS, 'command-line.sh'), to: `bin/${PACKAGE.name}` },
        { from: join(LINUX, IN_USE), to: IN_USE },
      ],
    },
    win: {
      target: ['nsis', 'zip'],
      icon: 'icon.ico',
      extraFiles: [{ from: join(PROJECT, 'build/packaging/windows/command-line.cmd'), to: `bin/${PACKAGE.name}.cmd` }],
    },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.education',
      icon: 'icon.png',
      ...MAC_SIGNING,
      extraFiles: [{ from: join(LAUNCHERS, 'command-line.sh'), to: `bin/${PACKAGE.name}` }],
    },
  };
}
