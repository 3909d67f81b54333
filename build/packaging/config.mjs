// What electron-builder makes of Forger. Linux is what is tested; Windows and macOS are written down, untried.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../setup/paths.mjs';
import { BUNDLED_LIST } from './bundled.mjs';

/** Where electron-builder leaves the app unpacked, below dist/. @type {Partial<Record<NodeJS.Platform, string>>} */
export const UNPACKED_FOLDERS = { linux: 'linux-unpacked', win32: 'win-unpacked', darwin: 'mac' };

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
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

/**
 * @param {object} parts
 * @param {{ folder: string, version: string }} parts.electron
 * @param {{ folder: string, runtime: { id: string } } | null} parts.native TensorFlow; null: the app trains on its slow backend
 * @param {string[]} parts.modules the files of npm packages that the app loads, below the project
 * @param {string} parts.notices the file of third-party licences
 * @returns {import('electron-builder').Configuration}
 */
export function configuration({ electron, native, modules, notices }) {
  return {
    appId: 'org.forger.Forger',
    productName: 'Forger',
    copyright: 'The Forger authors, MIT licence',
    directories: { output: 'dist', buildResources: 'build/packaging/resources' },
    electronVersion: electron.version,
    electronDist: electron.folder,
    npmRebuild: false,
    asar: true,
    // What is loaded by the system rather than by Node.js must be a file of its own.
    asarUnpack: ['node_modules/@img/**'],
    files: ['out/**', 'package.json', '!out/**/*.map', `!out/*/${BUNDLED_LIST}`, '!out/sources.sha256', '!node_modules/**', ...modules],
    extraResources: [
      { from: join(PROJECT, 'resources', 'datasets'), to: 'datasets' },
      { from: join(PROJECT, 'node_modules', '@fontsource'), to: 'fonts', filter: FONT_FILES },
      { from: join(PROJECT, 'LICENSE'), to: 'LICENSE' },
      { from: notices, to: 'THIRD-PARTY.txt' },
      ...(native === null ? [] : [{ from: native.folder, to: `native/${native.runtime.id}` }]),
    ],
    electronFuses: FUSES,
    linux: {
      target: ['dir', 'tar.gz'],
      executableName: 'forger',
      category: 'Science',
      synopsis: 'A desktop lab for GANs',
      icon: 'icons',
    },
    win: { target: 'nsis', icon: 'icon.ico' },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    mac: { target: 'dmg', category: 'public.app-category.education', icon: 'icon.png' },
  };
}
