// What a bare `electron` runs when it is given an app to open: a small stand-in for Electron's own default
// app, which the packaged Electron comes without. Usage: electron [switches] [-r module] <folder or file>
import electron from 'electron';
import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** Electron's own default app uses two methods that its documentation leaves out. */
const app = /** @type {Electron.App & { setAppPath(path: string): void, setVersion(version: string): void }} */ (
  electron.app
);

/** @param {string[]} words */
function readCommandLine(words) {
  const modules = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-r' || word === '--require') {
      index += 1;
      modules.push(words[index] ?? '');
    } else if (word === '-v' || word === '--version') {
      return { version: true, modules, target: null };
    } else if (!word.startsWith('-')) {
      return { version: false, modules, target: word };
    }
  }
  return { version: false, modules, target: null };
}

/**
 * Gives the app the name, version and folder it would have on its own.
 *
 * @param {string} target
 * @returns {string} the file to load
 */
function introduce(target) {
  const folder = resolve(target);
  const description = join(folder, 'package.json');
  if (!existsSync(description)) {
    app.setAppPath(dirname(folder));
    return require.resolve(folder);
  }
  const { name, productName, version, desktopName } = JSON.parse(readFileSync(description, 'utf8'));
  app.name = productName ?? name ?? app.name;
  if (version) app.setVersion(version);
  if (process.platform === 'linux') app.setDesktopName(desktopName ?? `${app.name}.desktop`);
  app.setAppPath(folder);
  return require.resolve(folder);
}

function fail(/** @type {string} */ message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const { version, modules, target } = readCommandLine(process.argv.slice(1));
if (version) {
  process.stdout.write(`v${process.versions['electron']}\n`);
  process.exit(0);
}
// Playwright hooks in with -r before the app loads.
if (modules.length > 0) Reflect.get(Module, '_preloadModules')(modules);
if (target === null) fail('Usage: electron [switches] [-r module] <folder or file of an app>');
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
try {
  // Awaited at the top level: Electron holds `ready` back until the app has loaded.
  await import(pathToFileURL(introduce(String(target))).href);
} catch (error) {
  fail(`The app at ${target} could not be loaded.\n${error instanceof Error ? error.stack : error}`);
}
