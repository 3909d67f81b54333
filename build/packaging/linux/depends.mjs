// Which packages hold the libraries that the app's programs link.
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PACKAGES } from '../../setup/steps/system-packages.mjs';
import { run, SetUpError } from '../../setup/process.mjs';

/** Debian's package of each library; the second name is the one since the 64-bit time change of 2024. @type {Record<string, string[]>} */
const LIBRARIES = {
  'libX11.so.6': ['libx11-6'],
  'libXcomposite.so.1': ['libxcomposite1'],
  'libXdamage.so.1': ['libxdamage1'],
  'libXext.so.6': ['libxext6'],
  'libXfixes.so.3': ['libxfixes3'],
  'libXrandr.so.2': ['libxrandr2'],
  'libasound.so.2': ['libasound2', 'libasound2t64'],
  'libatk-1.0.so.0': ['libatk1.0-0', 'libatk1.0-0t64'],
  'libatk-bridge-2.0.so.0': ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
  'libatspi.so.0': ['libatspi2.0-0', 'libatspi2.0-0t64'],
  'libcairo.so.2': ['libcairo2'],
  'libcups.so.2': ['libcups2', 'libcups2t64'],
  'libdbus-1.so.3': ['libdbus-1-3'],
  'libdrm.so.2': ['libdrm2'],
  'libexpat.so.1': ['libexpat1'],
  'libgbm.so.1': ['libgbm1'],
  'libgcc_s.so.1': ['libgcc-s1'],
  'libgio-2.0.so.0': ['libglib2.0-0', 'libglib2.0-0t64'],
  'libglib-2.0.so.0': ['libglib2.0-0', 'libglib2.0-0t64'],
  'libgobject-2.0.so.0': ['libglib2.0-0', 'libglib2.0-0t64'],
  'libgtk-3.so.0': ['libgtk-3-0', 'libgtk-3-0t64'],
  'libnspr4.so': ['libnspr4'],
  'libnss3.so': ['libnss3'],
  'libnssutil3.so': ['libnss3'],
  'libpango-1.0.so.0': ['libpango-1.0-0'],
  'libsmime3.so': ['libnss3'],
  'libstdc++.so.6': ['libstdc++6'],
  'libudev.so.1': ['libudev1'],
  'libxcb.so.1': ['libxcb1'],
  'libxkbcommon.so.0': ['libxkbcommon0'],
};
/** The newest version of glibc that is asked for is Node.js's, as the tag of its wheel says: manylinux_2_28. */
const GLIBC = 'libc6 (>= 2.28)';
const OF_GLIBC = /^(ld-linux.*|lib(c|m|dl|rt|pthread|resolv))\.so\.\d+$/;
const LINKED = /\((?:NEEDED)\).*\[(.+)\]/g;

/** @param {string} folder @returns {Promise<string[]>} its programs and libraries: ELF files */
async function programsIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && (/\.(node|so(\.[\d.]+)?)$/.test(entry.name) || !entry.name.includes('.')))
    .map(({ parentPath, name }) => join(parentPath, name));
}

/**
 * The system's libraries that an app's programs link, by the names they ask for.
 *
 * @param {string} tree
 * @returns {Promise<string[]>}
 */
export async function linkedLibraries(tree) {
  const files = await programsIn(tree);
  const own = new Set(files.map((file) => basename(file)));
  // Files that are no programs are passed over in silence.
  const said = await run('sh', ['-c', 'readelf --dynamic "$@" 2>/dev/null || true', 'readelf', ...files]);
  const names = [...said.matchAll(LINKED)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !own.has(name)).sort();
}

/**
 * What a Debian package of the app depends on: what its programs link, and what Electron loads as it runs.
 *
 * @param {string[]} libraries
 * @returns {string[]} a relation each
 * @throws {SetUpError} for a library whose package is not known here
 */
export function debianDepends(libraries) {
  const linked = libraries.filter((name) => !OF_GLIBC.test(name));
  const unknown = linked.filter((name) => !(name in LIBRARIES));
  if (unknown.length > 0)
    throw new SetUpError(
      `The app links libraries whose Debian package is not known: ${unknown.join(', ')}. Add them to build/packaging/linux/depends.mjs.`,
    );
  const relations = [...linked.map((name) => LIBRARIES[name] ?? []), ...PACKAGES.window].map((names) =>
    names.join(' | '),
  );
  return [GLIBC, ...new Set(relations)].sort();
}
