import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { displayText } from '@shared/display.ts';
import { modelOf } from '@shared/network/layers-model.ts';
import { imageRangeOf, type ImageShape } from '@shared/network/layers.ts';
import { isPaired } from '@shared/pairs.ts';
import { gridLayout } from '@shared/run.ts';
import { findPreset } from '@shared/presets/index.ts';
import { MEAN_LATENTS, TRUNCATION } from '@shared/styles.ts';
import { askedLabels, epochOf, titleOf, type GeneratorFacts } from '../model-readme.ts';
import drawingBody from './browser/drawing.html?raw';
import drawingScript from './browser/drawing.js?raw';
import latentsScript from './browser/latents.js?raw';
import pageText from './browser/page.html?raw';
import samplesBody from './browser/samples.html?raw';
import samplesScript from './browser/samples.js?raw';
import stylesScript from './browser/styles.js?raw';
import toolsScript from './browser/tools.js?raw';

const SAMPLES = 64;
/** Of larger images fewer are drawn: they fill the page and take their time. */
const SAMPLES_OF_LARGE = 16;
const LARGE = 64;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => displayText(text).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** JSON that cannot end the script element around it. */
const inlineJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** A script's text, with whatever would end its element or begin a comment in it written otherwise. */
const inlineScript = (code: string): string =>
  code
    .replaceAll('\r\n', '\n')
    .replace(/<(?=\/script|script|!--)/gi, '\\x3c')
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '');

const pageTemplate = pageText.replaceAll('\r\n', '\n');
const pageStyle = /<style>(.*?)<\/style>/s.exec(pageTemplate)?.[1] ?? '';

const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** tfjs assigns this global and, where it is missing, resorts to eval, which the page's policy forbids. */
const PRELUDE = 'var regeneratorRuntime;\n';

/** tfjs's own browser build, wherever node_modules lies: in a checkout, or inside the app's archive. */
export async function tfjsBrowserScript(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve('@tensorflow/tfjs/dist/tf.min.js'), 'utf8');
}

/** What a page is about: its body, what its scripts are told, and the scripts themselves. */
interface PageParts {
  body: string;
  tools: string;
  script: string;
  told: object;
}

/** Samples of latents that the page draws. */
function samplesPage({ record }: GeneratorFacts): PageParts {
  const { image, latentSize } = record.networks;
  const labels = askedLabels(record);
  const { styles } = modelOf(record.networks, 'generator');
  const least = Math.max(image.width, image.height) > LARGE ? SAMPLES_OF_LARGE : SAMPLES;
  const { count, columns } = gridLayout(least, image, labels?.length);
  return {
    body: samplesBody,
    tools: [toolsScript, latentsScript, ...(styles.length > 0 ? [stylesScript] : [])].join('\n'),
    script: samplesScript,
    told: {
      ...{ latentSize, prior: record.config['latent.prior'], labels, count, columns },
      ...{ styles, meanOf: MEAN_LATENTS, truncation: TRUNCATION },
    },
  };
}

/** Of a generator that makes images of images: a paper to draw on, or to put pictures on. */
function drawingPage({ record, inputs }: GeneratorFacts): PageParts {
  const paper = paperOf(inputs, record.networks.image);
  return {
    body: drawingBody,
    tools: toolsScript,
    script: drawingScript,
    told: { paper, ink: paper.map((value) => 255 - value), examples: Buffer.from(inputs).toString('base64') },
  };
}

/** The colour that most corners of the inputs have, as red, green and blue; black without any. */
function paperOf(inputs: Uint8Array, { width, height, channels }: ImageShape): number[] {
  const size = width * height * channels;
  const corners = [0, width - 1, width * (height - 1), width * height - 1];
  const votes = new Map<string, number>();
  for (let from = 0; from < inputs.length; from += size)
    for (const corner of corners) {
      const at = from + corner * channels;
      const colour = inputs.subarray(at, at + channels).join();
      votes.set(colour, (votes.get(colour) ?? 0) + 1);
    }
  const [most = '0'] = [...votes].sort(([, a], [, b]) => b - a)[0] ?? [];
  const values = most.split(',').map(Number);
  return [0, 1, 2].map((channel) => values[channels === 3 ? channel : 0] ?? 0);
}

/**
 * One HTML file that draws samples of the generator, or what it makes of drawings and pictures, offline and from the disk.
 * @param weights the bytes of weights.bin
 */
export function buildPage(facts: GeneratorFacts, weights: Uint8Array, tfjs: string): string {
  const { record, step } = facts;
  const { json, constants } = modelOf(record.networks, 'generator');
  const { body, tools, script, told } = (isPaired(record.networks) ? drawingPage : samplesPage)(facts);
  const model = {
    ...told,
    image: record.networks.image,
    range: imageRangeOf(record.networks),
    model: {
      format: json.format,
      topology: json.modelTopology,
      ...('signature' in json && { signature: json.signature }),
      specs: json.weightsManifest.flatMap((group) => group.weights),
      weights: Buffer.concat([weights, constants ?? new Uint8Array()]).toString('base64'),
    },
  };
  const recipe = findPreset(record.config.preset)?.title ?? record.config.preset;
  const scripts = {
    library: PRELUDE + inlineScript(tfjs),
    tools: inlineScript(tools),
    page: inlineScript(script),
  };
  const policy = [
    "default-src 'none'",
    `script-src ${Object.values(scripts).map(hashSource).join(' ')}`,
    `style-src ${hashSource(pageStyle)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts: Record<string, string> = {
    policy,
    body: body.replaceAll('\r\n', '\n').trimEnd(),
    ...scripts,
    model: inlineJson(model),
    title: escapeHtml(titleOf(facts)),
    about: escapeHtml(
      `Generator after ${step} steps (${epochOf(facts)} epochs) of ${recipe} on ${record.dataset.name}.`,
    ),
    licence: escapeHtml(facts.licence),
  };
  return pageTemplate.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`The page has no part called ${name}.`);
    return part;
  });
}
