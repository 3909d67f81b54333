// npm run test:packages [-- --release]: makes every package of this system, holds them to their sizes, and installs and uses them where
// nothing else is: the Debian package in a fresh Debian, the others from an empty folder. Ten minutes and more.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { foreground, foregroundWithDisplay } from '../setup/launch.mjs';
import { PROJECT } from '../setup/paths.mjs';
import { SetUpError } from '../setup/process.mjs';
import { main, setUp } from '../setup/setup.mjs';

/** The version that an update is tried from: this code under an older name. */
const EARLIER = '0.1.9';

await main(async () => {
  process.chdir(PROJECT);
  const { values } = parseArgs({ options: { release: { type: 'boolean', default: false } } });
  if (process.platform !== 'linux') throw new SetUpError('Packages are tried on Linux alone so far.');
  if (process.getuid?.() !== 0)
    throw new SetUpError(
      'A fresh Debian has users of its own, which only root can make: run this as root, in a container for example.',
    );
  const { environment } = await setUp({ tests: true, packages: true });
  const make = (/** @type {string[]} */ ...words) =>
    foreground(process.execPath, [join(PROJECT, 'build/packaging/package.mjs'), ...words], environment);
  if ((await make('--only', 'deb', '--quick', '--version', EARLIER)) !== 0) return 1;
  if ((await make(...(values.release ? ['--release'] : []))) !== 0) return 1;
  return foregroundWithDisplay(
    process.execPath,
    [join(PROJECT, 'node_modules/vitest/vitest.mjs'), 'run', 'tests/installation', '--no-file-parallelism'],
    { ...environment, FORGER_EARLIER: EARLIER },
  );
});
