// node build/setup/wheel-address.mjs WHEEL: prints the address that pip has for a wheel, which stays on the server.
import { pathToFileURL } from 'node:url';
import { wheelRequest } from './pip-wheel.mjs';
import { run, SetUpError } from './process.mjs';
import { main } from './setup.mjs';

const LIMIT_MS = 90_000;

/**
 * The address of a wheel among the links that pip says it looked at.
 *
 * @param {string} said by pip, with -vv
 * @param {string} wheel its file name
 * @returns {string | null}
 */
export function addressIn(said, wheel) {
  for (const word of said.split(/[\s()]+/)) {
    if (!/^https?:/.test(word) || !URL.canParse(word)) continue;
    const { origin, pathname } = new URL(word);
    if (decodeURIComponent(pathname.split('/').at(-1) ?? '') === wheel) return `${origin}${pathname}`;
  }
  return null;
}

/**
 * Asks pip where a wheel is. `pip install --dry-run --report` would say it in JSON, but fetches the wheel first where the index keeps
 * no metadata beside it, so hundreds of megabytes; `pip index` fetches nothing and names every link with -vv.
 *
 * @param {string} wheel its file name, which holds the exact version; whoever fetches it compares its hash
 * @returns {Promise<string>}
 * @throws {SetUpError} where pip has none
 */
export async function wheelAddress(wheel) {
  const { requirement, target } = wheelRequest(wheel);
  const [name = ''] = requirement.split('==');
  const options = ['-vv', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check', ...target];
  const otherwise = `pip could not say where ${requirement} is. Check the network and pip's index (pip config list), then try again.`;
  const said = await run('python3', ['-m', 'pip', 'index', 'versions', name, ...options], {
    limitMs: LIMIT_MS,
    otherwise,
  });
  const address = addressIn(said, wheel);
  if (address === null) throw new SetUpError(otherwise);
  return address;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    console.log(await wheelAddress(process.argv[2] ?? ''));
    return 0;
  });
}
