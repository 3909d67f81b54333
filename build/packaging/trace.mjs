import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, extname, join, relative, sep } from 'node:path';
import { ResolverFactory } from 'rolldown/experimental';
import { importsOf } from './imports.mjs';

/** What is read for what it imports. */
export const CODE = new Set(['.js', '.cjs', '.mjs']);
/** What is no JavaScript and yet needed by the JavaScript beside it: native and WebAssembly code, tables. */
const DATA = /\.(node|wasm|dll|dylib|so(\.[\d.]+)?|bin|dat|trie)$/;
/** What only tools read. */
const FOR_TOOLS = /\.(map|ts|md|h)$/;
const OF_PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
/** A file beside, or one by the package's own short name. */
const OWN_FILE = /^[./#]/;

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, { optional?: boolean }>} [peerDependenciesMeta]
 */

/**
 * @typedef {object} Known what cannot be seen in a program's code
 * @property {Record<string, string>} oneOfMany packages that hold native code for many systems, each with the folder of this one's
 * @property {RegExp[]} computed its calls that load something known only at run time, and that is no package
 */

/**
 * @typedef {object} Trace everything that a program loads, however far it is from its first file
 * @property {string[]} files below the project, with slashes
 * @property {string[]} packages folders of packages below the project, with slashes
 * @property {string[]} problems what would fail where the program runs, a sentence each
 */

/** @param {string} name "@a/b/c" */
const packageOf = (name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/');
/** @param {string} path a package's folder, or one below it */
const nameOf = (path) => packageOf(slashes(path).replace(/^.*node_modules\//, ''));
/** @param {string} path */
const slashes = (path) => path.split(sep).join('/');

/**
 * How a package speaks of one that it imports: `unwanted` is what it would use if somebody else had installed it.
 *
 * @param {Manifest} manifest
 * @param {string} name
 * @returns {'needed' | 'optional' | 'unwanted' | 'unsaid'}
 */
function relation(manifest, name) {
  if (name === manifest.name || name in (manifest.dependencies ?? {})) return 'needed';
  if (name in (manifest.optionalDependencies ?? {})) return 'optional';
  if (!(name in (manifest.peerDependencies ?? {}))) return 'unsaid';
  return manifest.peerDependenciesMeta?.[name]?.optional ? 'unwanted' : 'needed';
}

/** @param {string} folder */
async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** Follows one program's imports. */
class Tracer {
  #project;
  #known;
  #resolvers = {
    import: new ResolverFactory({ conditionNames: ['node', 'import'], mainFields: ['main'] }),
    require: new ResolverFactory({ conditionNames: ['node', 'require'], mainFields: ['main'] }),
  };
  /** @type {Set<string>} */
  files;
  /** @type {Set<string>} */
  packages = new Set();
  /** @type {Set<string>} */
  problems = new Set();

  /** @param {string} project @param {string[]} entries @param {Known} known */
  constructor(project, entries, known) {
    this.#project = project;
    this.#known = known;
    this.files = new Set(entries);
  }

  async follow() {
    // A set hands out what is added while it is walked through.
    for (const file of this.files) {
      const folder = OF_PACKAGE.exec(slashes(file))?.[0] ?? this.#project;
      if (folder !== this.#project && !this.packages.has(folder)) {
        this.packages.add(folder);
        this.files.add(join(folder, 'package.json'));
      }
      if (CODE.has(extname(file)))
        await this.#read(
          file,
          folder === this.#project,
          JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
        );
    }
    for (const folder of this.packages) {
      const part = this.#known.oneOfMany[nameOf(folder)];
      const from = part === undefined ? folder : join(folder, part);
      for (const path of await filesIn(from)) if (DATA.test(path)) this.files.add(path);
    }
  }

  /** @param {string} file @param {boolean} own whether it is the program's @param {Manifest} manifest its package's */
  async #read(file, own, manifest) {
    const place = slashes(relative(this.#project, file));
    const { named, computed } = importsOf(readFileSync(file, 'utf8'));
    for (const { name, by } of named) {
      if (isBuiltin(name) || name === 'electron') continue;
      const said = OWN_FILE.test(name) ? 'needed' : relation(manifest, packageOf(name));
      if (said === 'unwanted') continue;
      const { path } = this.#resolvers[by].sync(dirname(file), name);
      if (path) this.files.add(path);
      else if (said === 'needed') this.problems.add(`${place} imports "${name}", which is not installed.`);
      if (own && said === 'unsaid')
        this.problems.add(`${place} imports "${name}", which package.json does not list under dependencies.`);
    }
    const unknown = computed.filter((call) => !(own && this.#known.computed.some((pattern) => pattern.test(call))));
    if (unknown.length === 0 || nameOf(dirname(file)) in this.#known.oneOfMany) return;
    // A package picks among those it names as optional, of which npm installed the ones for this system.
    const choices = own ? [] : Object.keys(manifest.optionalDependencies ?? {});
    if (choices.length === 0)
      for (const call of unknown) this.problems.add(`${place} loads what only running it can tell: ${call}`);
    for (const choice of choices.map((name) => join(this.#project, 'node_modules', name)).filter(existsSync)) {
      for (const path of await filesIn(choice)) if (!FOR_TOOLS.test(path)) this.files.add(path);
    }
  }
}

/**
 * Follows a program's imports through its own files and those of packages, as Node.js resolves them.
 *
 * @param {string} project the folder of its package.json
 * @param {string[]} entries its files
 * @param {Known} known
 * @returns {Promise<Trace>}
 */
export async function trace(project, entries, known) {
  const tracer = new Tracer(project, entries, known);
  await tracer.follow();
  const below = (/** @type {Set<string>} */ paths) => [...paths].map((path) => slashes(relative(project, path))).sort();
  return { files: below(tracer.files), packages: below(tracer.packages), problems: [...tracer.problems] };
}
