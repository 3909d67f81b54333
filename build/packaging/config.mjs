// What electron-builder makes of Forger. Linux is what is tested; Windows and macOS are written down, untried.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../setup/paths.mjs';

/** The packages that the built app loads at run time; whatever else npm installed stays out. */
export const RUNTIME_PACKAGES = [
  '@bufbuild/protobuf',
  '@emnapi/runtime',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-converter',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-data',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-node-gpu',
  'google-protobuf',
  'long',
  'node-fetch',
  'safe-buffer',
  'seedrandom',
  'string_decoder',
  'tr46',
  'tslib',
  'webidl-conversions',
  'whatwg-url',
  'commander',
  'crc-32',
  'fast-png',
  'fflate',
  'fontkit',
  '@swc/helpers',
  'base64-js',
  'brotli',
  'clone',
  'dfa',
  'fast-deep-equal',
  'pako',
  'restructure',
  'tiny-inflate',
  'unicode-properties',
  'unicode-trie',
  'gifenc',
  'iobuffer',
  'modern-tar',
  'detect-libc',
  'semver',
  'sharp',
  'zod',
];
const IMAGE_LIBRARIES = '@img/';

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
 * @param {{ packages: Record<string, { dev?: boolean }> }} lock package-lock.json
 * @returns {string[]} folders of packages in node_modules that the app does not need
 */
export function unneededPackages(lock) {
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path]) => path)
    .filter((path) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return !RUNTIME_PACKAGES.includes(name) && !name.startsWith(IMAGE_LIBRARIES);
    });
}

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
 * @param {{ packages: Record<string, { dev?: boolean }> }} parts.lock
 * @param {string} parts.notices the file of third-party licences
 * @returns {import('electron-builder').Configuration}
 */
export function configuration({ electron, native, lock, notices }) {
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
    files: [
      'out/**',
      'package.json',
      '!out/sources.sha256',
      '!**/*.{map,ts,md,tsbuildinfo}',
      '!node_modules/@tensorflow/*/{.rollup.cache,src,dist,binding,scripts}/**',
      '!node_modules/{seedrandom/coverage,sharp/src}/**',
      '!node_modules/{@swc/helpers,fontkit}/{scripts,src}/**',
      '!node_modules/fontkit/dist/browser*',
      'node_modules/@tensorflow/tfjs*/dist/*.node.js',
      'node_modules/@tensorflow/tfjs/dist/tf.min.js',
      'node_modules/@tensorflow/tfjs-node-gpu/dist/**/*.js',
      '!node_modules/@tensorflow/tfjs-node-gpu/dist/**/*_test.js',
      ...unneededPackages(lock).map((folder) => `!${folder}/**`),
    ],
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
