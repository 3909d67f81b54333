import { join } from 'node:path';
import { checkpointName, isSampleName, RUN_FILES } from '@shared/library-names.ts';
import { weightSpecs, type NetworkName } from '@shared/network/layers-model.ts';
import { product } from '@shared/network/shape.ts';
import { runStatusSchema, type RunRecord } from '@shared/run.ts';
import { checkCheckpointTexts, CHECKPOINT_FILES } from '../checkpoint.ts';
import { WEIGHT_SETS, weightsFile, type WeightSet } from '../checkpoint-files.ts';
import { readAt, withFile } from '../files/index.ts';
import { readJson } from '../json-file.ts';
import { MANIFEST_FILE, readManifest } from '../manifest.ts';
import { readPins } from '../pins.ts';
import { pngSize } from '../png.ts';
import { BUNDLE_LIMITS, type BundleManifest } from './format.ts';
import { refused } from './untrusted-zip.ts';

/** Enough of a PNG to know how large it is. */
const HEADER_BYTES = 64;
const FLOAT_BYTES = 4;

/** Bytes of each set of weights, from the networks: none may claim other ones. */
function weightBytes({ networks }: RunRecord): Record<WeightSet, number> {
  const bytesOf = (network: NetworkName): number =>
    weightSpecs(networks, network).reduce((sum, { shape }) => sum + FLOAT_BYTES * product(shape), 0);
  const generator = bytesOf('generator');
  return { generator, discriminator: bytesOf('discriminator'), average: generator };
}

async function checkPicture(path: string, name: string): Promise<void> {
  const size = await withFile(path, null, async (handle) => pngSize(await readAt(handle, 0, HEADER_BYTES)));
  if (!size) throw refused(`${name} in it is no picture`);
  // A few bytes of PNG can ask for gigabytes of pixels.
  if (size.width * size.height > BUNDLE_LIMITS.imagePixels) throw refused(`${name} in it is too large a picture`);
}

/** The checkpoint's own manifest must say the same as that of the run file, whose hashes have just been checked. */
async function checkCheckpoint(
  folder: string,
  step: number,
  { files }: BundleManifest,
  weights: Record<WeightSet, number>,
): Promise<void> {
  const name = checkpointName(step);
  if (!Object.hasOwn(files, `${name}/${MANIFEST_FILE}`)) throw refused(`its checkpoint of step ${step} is not whole`);
  const own = await readManifest(join(folder, name));
  const listed = Object.keys(own.files);
  const inside = Object.keys(files).filter(
    (file) => file.startsWith(`${name}/`) && file !== `${name}/${MANIFEST_FILE}`,
  );
  const same = listed.every((file) => {
    const [said, found] = [own.files[file], files[`${name}/${file}`]];
    return said?.sha256 === found?.sha256 && said?.bytes === found?.bytes;
  });
  if (own.step !== step || listed.length !== inside.length || !same)
    throw refused(`its checkpoint of step ${step} is not whole`);
  if (CHECKPOINT_FILES.required.some((file) => !listed.includes(file)))
    throw refused(`its checkpoint of step ${step} is not whole`);
  for (const set of WEIGHT_SETS) {
    const bytes = own.files[weightsFile(set)]?.bytes;
    if (bytes !== undefined && bytes !== weights[set])
      throw refused(`its checkpoint of step ${step} does not fit its networks`);
  }
  await checkCheckpointTexts(join(folder, name), step);
}

function knownWeights(record: RunRecord): Record<WeightSet, number> {
  try {
    return weightBytes(record);
  } catch (error) {
    throw refused('its networks do not fit together', error);
  }
}

/** Checks everything in a run's folder that a file could lie about. @throws {ForgerError} `damaged` */
export async function checkUnpacked(folder: string, record: RunRecord, manifest: BundleManifest): Promise<void> {
  const { image } = record.dataset;
  const own = record.networks.image;
  if (image.height !== own.height || image.width !== own.width || image.channels !== own.channels)
    throw refused('its networks make other images than its data set holds');
  await readJson(join(folder, RUN_FILES.status), {
    schema: runStatusSchema,
    what: `${RUN_FILES.status} in this run file`,
  });
  await readPins(join(folder, RUN_FILES.pins));
  for (const name of Object.keys(manifest.files)) if (isSampleName(name)) await checkPicture(join(folder, name), name);
  const weights = knownWeights(record);
  for (const step of manifest.checkpoints) await checkCheckpoint(folder, step, manifest, weights);
}
