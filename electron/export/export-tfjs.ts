import { join, resolve } from 'node:path';
import type { ExportResult } from '@shared/contract/channels.ts';
import { CONSTANTS_FILE, modelOf, packWeights, WEIGHTS_FILE } from '@shared/network/layers-model.ts';
import { foldSpectralNorms } from '@shared/network/spectral-norm.ts';
import { isPaired } from '@shared/pairs.ts';
import { partBeside } from '@shared/pictures-beside.ts';
import type { GeneratorWeights, RunRecord } from '@shared/run.ts';
import { generatorWeights, type Library } from '../store/index.ts';
import { buildFolder, explained, makeFolder, sweepLeftovers, writeNewFile } from '../store/files/index.ts';
import { dataLicence } from './data-licence.ts';
import { folderNameFrom } from './folder-name.ts';
import { freePath } from './free-path.ts';
import { heldPairs } from './held-pairs.ts';
import { modelReadme } from './model-readme.ts';
import { buildPage, tfjsBrowserScript } from './page/build-page.ts';

const NAMES: Record<GeneratorWeights, string> = { own: 'generator', average: 'average' };

export interface ExportRequest {
  library: Library;
  runId: string;
  /** Step of the checkpoint whose generator is exported. */
  step: number;
  /** Its own weights where left out. */
  weights?: GeneratorWeights;
  /** The folder in which a new one is made. */
  outDir: string;
}

/** The page in an export that draws samples. */
export const PAGE_FILE = 'index.html';

/** Inputs that a page begins with. */
const EXAMPLES = 8;

/** The inputs of a run's samples, some of them; empty where it makes images of latents, or has drawn no sample yet. */
async function inputsOf(library: Library, record: RunRecord): Promise<Uint8Array> {
  if (!isPaired(record.networks) || (await library.listSamples(record.id)).length === 0) return new Uint8Array();
  const { height, width, channels } = record.networks.image;
  const inputs = partBeside(await heldPairs(library, record), record.networks.image, 0, 2);
  return inputs.subarray(0, EXAMPLES * height * width * channels);
}

/**
 * Writes the generator of a checkpoint into a new folder `<run>-generator-step-<step>` (or `-average-`): the model,
 * a README, and a page that draws samples offline. Nothing that exists is changed.
 * @throws {ForgerError} `not-found` or `damaged` for the checkpoint; `no-space`, `no-access`, …
 */
export async function exportTfjs({
  library,
  runId,
  step,
  weights: whose = 'own',
  outDir,
}: ExportRequest): Promise<ExportResult> {
  return explained(async () => {
    const record = await library.readRun(runId);
    const generator = generatorWeights(await library.readCheckpoint(runId, step), whose);
    const weights = packWeights(record.networks, 'generator', foldSpectralNorms(generator));
    const model = modelOf(record.networks, 'generator');
    const facts = {
      record,
      step,
      licence: await dataLicence(library, record),
      inputs: await inputsOf(library, record),
    };
    const files: [string, Uint8Array][] = [
      ['model.json', Buffer.from(JSON.stringify(model.json))],
      [WEIGHTS_FILE, weights],
      ...(model.constants ? [[CONSTANTS_FILE, model.constants] satisfies [string, Uint8Array]] : []),
      ['README.md', Buffer.from(modelReadme(facts))],
      [PAGE_FILE, Buffer.from(buildPage(facts, weights, await tfjsBrowserScript()))],
    ];
    const folder = resolve(outDir);
    await makeFolder(folder);
    await sweepLeftovers(folder);
    const path = await freePath(folder, `${folderNameFrom(record.name, record.id)}-${NAMES[whose]}-step-${step}`);
    await buildFolder(path, async (built) => {
      for (const [name, bytes] of files) await writeNewFile(join(built, name), bytes);
    });
    return { path, files: files.map(([name, bytes]) => ({ name, bytes: bytes.byteLength })) };
  });
}
