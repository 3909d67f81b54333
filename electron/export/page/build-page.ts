import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { displayText } from '@shared/display.ts';
import { modelOf } from '@shared/network/layers-model.ts';
import { imageRangeOf } from '@shared/network/layers.ts';
import { gridLayout } from '@shared/run.ts';
import { findPreset } from '@shared/presets/index.ts';
import { askedLabels, epochOf, titleOf, type GeneratorFacts } from '../model-readme.ts';
import latentsScript from './browser/latents.js?raw';
import pageText from './browser/page.html?raw';
import pageScript from './browser/page.js?raw';

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

/**
 * One HTML file that draws samples of the generator, offline and from the disk.
 * @param weights the bytes of weights.bin
 */
export function buildPage(facts: GeneratorFacts, weights: Uint8Array, tfjs: string): string {
  const { record, step } = facts;
  const { image, latentSize } = record.networks;
  const { json, constants } = modelOf(record.networks, 'generator');
  const labels = askedLabels(record);
  const least = Math.max(image.width, image.height) > LARGE ? SAMPLES_OF_LARGE : SAMPLES;
  const { count, columns } = gridLayout(least, image, labels?.length);
  const model = {
    latentSize,
    prior: record.config['latent.prior'],
    image,
    range: imageRangeOf(record.networks),
    labels,
    count,
    columns,
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
    latents: inlineScript(latentsScript),
    page: inlineScript(pageScript),
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
