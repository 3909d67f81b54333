import { resolveFrom } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import { discriminatorInput, generatorInput, type ImageShape, type Layer } from '@shared/network/layers.ts';
import { NETWORK_NAMES, type NetworkName } from '@shared/network/layers-model.ts';
import { summarizePair, type LayerSummary, type NetworkSummary } from '@shared/network/summary.ts';
import { imagesFor } from '@shared/presets/networks-of.ts';
import { networksFor, type ChosenRecipe } from '@shared/presets/own-networks.ts';
import { count, tableLines, type Column } from '../table.ts';

/** A recipe, as the list of recipes has it. */
export interface ListedPreset {
  id: string;
  title: string;
  /** Of a user's own: the published recipe it trains by. */
  base: string | null;
  family: string;
  summary: string;
  teaching: string;
  source: string;
  defaults: Partial<RunSettings>;
}

/** What its networks are made for. */
export interface PresetImages {
  image: ImageShape;
  /** How many labels the images have, for recipes that use them. */
  labels: number;
  width: number;
}

/** A recipe with both networks, as they are for such images. */
export interface PresetDetails extends ListedPreset {
  image: ImageShape;
  latentSize: number;
  /** What goes into each network. */
  input: Record<NetworkName, number[]>;
  networks: Record<NetworkName, NetworkSummary>;
}

/** @throws {NetworkFitError} for images the recipe cannot take; {ConfigError} for the width */
export function presetDetails(
  listed: ListedPreset,
  chosen: ChosenRecipe,
  { image, labels, width }: PresetImages,
): PresetDetails {
  const { id: preset } = chosen.preset;
  const config = resolveFrom(chosen.preset, { preset, dataset: 'any', 'network.width': width });
  const pair = networksFor(chosen, config, imagesFor(chosen.preset, image, labels));
  const input = { generator: generatorInput(pair), discriminator: discriminatorInput(pair) };
  return { ...listed, image, latentSize: pair.latentSize, input, networks: summarizePair(pair) };
}

export function detailLines(details: PresetDetails): string[] {
  const { id, title, summary, teaching, source, defaults, input, networks } = details;
  const settings = Object.entries(defaults).map(([key, value]) => `  ${key}=${value}`);
  return [
    `${title} (${id})`,
    summary,
    '',
    teaching,
    `Source: ${source}`,
    ...NETWORK_NAMES.flatMap((name) => [
      '',
      `${name}, from ${input[name].length === 1 ? `${input[name][0]} latents` : `images of ${shapeText(input[name])}`}`,
      ...networkLines(networks[name]),
    ]),
    '',
    'Settings that differ from the usual ones',
    ...(settings.length === 0 ? ['  none'] : settings),
  ];
}

const COLUMNS: Column<LayerSummary>[] = [
  { title: 'layer', text: ({ layer }) => layer.type },
  { title: 'settings', text: ({ layer }) => fieldsOf(layer) },
  { title: 'output', text: ({ outputShape }) => shapeText(outputShape) },
  { title: 'parameters', text: ({ trainable, nonTrainable }) => count(trainable + nonTrainable), right: true },
];

const networkLines = ({ layers, trainable, nonTrainable, total }: NetworkSummary): string[] => [
  ...tableLines(COLUMNS, layers).map((line) => `  ${line}`),
  `  ${count(total)} parameters: ${count(trainable)} trained, ${count(nonTrainable)} not`,
];

const shapeText = (shape: readonly number[]): string => shape.join('×');

/** A layer's fields as a file of networks has them. */
function fieldsOf(layer: Layer): string {
  const { type: _type, ...fields } = layer;
  return Object.entries(fields)
    .map(([key, value]) => `${key} ${Array.isArray(value) ? shapeText(value) : String(value)}`)
    .join(', ');
}
