import { displayText } from '@shared/display.ts';
import { INPUT, nodesOf } from '@shared/network/graph.ts';
import { LABELS_INPUT } from '@shared/network/keras-form.ts';
import { kindOf } from '@shared/network/kinds/index.ts';
import { modelOf, type ModelFiles } from '@shared/network/layers-model.ts';
import { imageRangeOf } from '@shared/network/layers.ts';
import { isPaired } from '@shared/pairs.ts';
import type { RunRecord } from '@shared/run.ts';
import { findPreset } from '@shared/presets/index.ts';

/** What the export's texts and page say about the generator. */
export interface GeneratorFacts {
  record: RunRecord;
  step: number;
  licence: string;
  /** Of a generator that makes images of images: inputs to begin with, pixels [n, height, width, channels]; else empty. */
  inputs: Uint8Array;
}

export const titleOf = ({ record }: GeneratorFacts): string =>
  displayText(record.name === '' ? record.id : record.name);

export const epochOf = ({ record, step }: GeneratorFacts): string =>
  (step / record.stepsPerEpoch).toFixed(2).replace(/\.?0+$/, '');

/** The labels G is asked for, by number; null where it takes none. */
export function askedLabels({ networks, dataset }: Pick<RunRecord, 'networks' | 'dataset'>): string[] | null {
  if (!nodesOf(networks.generator).some((layer) => kindOf(layer).labelled)) return null;
  return Array.from({ length: networks.classes ?? 0 }, (_, label) =>
    displayText(dataset.labels?.[label] ?? String(label)),
  );
}

/** A text as one line of Markdown that means only itself. */
const inline = (text: string): string =>
  displayText(text.replace(/\s+/g, ' ')).replace(/[\\`*_{}[\]<>()#+!|~-]/g, (sign) => `\\${sign}`);

/** How a generator with styles is asked for others, in code that runs as it stands. */
function steering({ json, styles }: ModelFiles, labelled: boolean): string {
  if (styles.length === 0 || !('signature' in json)) return '';
  const [output = ''] = Object.values(json.signature.outputs).map(({ name }) => name);
  const labels = labelled ? `, ${LABELS_INPUT}` : '';
  return `
## Steer its styles

A style can be put in at each of its style layers, the first of which decide on what is large and the last on what is fine. Of two tensors of
latents, \`${INPUT}\` and \`other\`${labelled ? `, and \`${LABELS_INPUT}\`` : ''}, this takes the styles of the first up to the layer \`from\` and of the other from there on:

\`\`\`js
const layers = ${JSON.stringify(styles)};
const [first, second] = [${INPUT}, other].map((latents) => [generator.execute({ ${INPUT}: latents${labels} }, layers)].flat());
const styles = layers.map((layer, place) => [layer, (place < from ? first : second)[place]]);
const images = generator.execute({ ${INPUT}${labels}, ...Object.fromEntries(styles) }, '${output}');
\`\`\`

Truncation draws each style towards the mean of the styles of many latents before it is put in: \`mean.add(style.sub(mean).mul(psi))\`.
`;
}

/** README.md of an export. */
export function modelReadme(facts: GeneratorFacts): string {
  const { record, step, licence } = facts;
  const { latentSize, image } = record.networks;
  const paired = isPaired(record.networks);
  const preset = findPreset(record.config.preset);
  const uniform = record.config['latent.prior'] === 'uniform';
  const prior = uniform ? 'uniform numbers from -1 to 1' : 'normal random numbers, mean 0 and variance 1';
  const labels = askedLabels(record);
  const unit = imageRangeOf(record.networks) === 'unit';
  const range = unit
    ? 'from 0 (black) to 1 (white): pixel = x × 255'
    : 'from -1 (black) to 1 (white): pixel = (x + 1) × 127.5';
  const one = `${image.height}, ${image.width}, ${image.channels}`;
  const scaled = `.resizeBilinear([${image.height}, ${image.width}])${unit ? '.div(255)' : '.div(127.5).sub(1)'}.expandDims(0)`;
  const latents = uniform ? `tf.randomUniform([16, ${latentSize}], -1, 1)` : `tf.randomNormal([16, ${latentSize}])`;
  const draw = paired ? `tf.browser.fromPixels(document.getElementById('input'), ${image.channels})${scaled}` : latents;
  const input = labels ? `[${draw}, tf.zeros([16, 1], 'int32')]` : draw;
  const labelList = labels?.map((label, index) => `${index}: ${inline(label)}`).join(', ');
  const labelRow = labels
    ? `| Second input | \`[n, 1]\`, whole numbers: the label of each image. ${labelList} |\n`
    : '';
  const model = modelOf(record.networks, 'generator');
  const [kind, load] =
    model.json.format === 'graph-model' ? ['GraphModel', 'loadGraphModel'] : ['LayersModel', 'loadLayersModel'];
  return `# ${inline(titleOf(facts))}: generator

The generator of a generative adversarial network, trained with Forger and saved as a TensorFlow.js ${kind}.

| | |
|---|---|
| Recipe | ${inline(preset?.title ?? record.config.preset)} (${inline(record.config.preset)}) |
| Images | ${inline(record.dataset.name)}, ${record.dataset.count} images of ${image.width} × ${image.height} |
| Trained for | ${step} steps (${epochOf(facts)} epochs), batch ${record.config.batch}, seed ${record.config.seed} |
| Input | ${paired ? `\`[n, ${one}]\`: an image ${range}` : `\`[n, ${latentSize}]\`: ${prior}`} |
${labelRow}| Output | \`[n, ${one}]\` ${range} |
| Run | ${record.id}, begun ${record.createdAt} |

## Look at it

${paired ? 'Open \`index.html\` in a browser, and draw, or give it a picture. It holds' : 'Open \`index.html\` in a browser. It holds'} all it needs and works without a network.

## Use it

\`\`\`html
<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/dist/tf.min.js"></script>
${paired ? '<img id="input" src="input.png">\n' : ''}<canvas id="sample"></canvas>
<script type="module">
  const generator = await tf.${load}('model.json');
  const images = tf.tidy(() => generator.predict(${input})${unit ? '' : '.add(1).div(2)'});
  await tf.browser.toPixels(images.gather(0), document.getElementById('sample'));
</script>
\`\`\`

Serve the folder over HTTP for this (\`npx http-server\`): browsers do not let a page fetch files from the disk.
Batch normalisation must run as in inference, which \`predict\` does.
${paired ? '' : steering(model, labels !== null)}
## Licence

${inline(licence)}
`;
}
