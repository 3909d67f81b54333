import type { Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { findPreset, PRESETS, type Preset } from '@shared/presets/index.ts';
import { usualImage } from '@shared/presets/usual-image.ts';
import { isUserPresetId, recipeOf, type UserPreset } from '@shared/presets/user-preset.ts';
import { listPresets, readPreset } from '../../store/presets.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { tableLines } from '../table.ts';
import { addJson, addLibrary, between, imageSize, type CommonOptions } from './common.ts';
import { detailLines, presetDetails, type ListedPreset, type PresetDetails } from './preset-details.ts';

interface PresetsOptions extends CommonOptions {
  size?: { width: number; height: number };
  channels?: number;
  width: number;
  labels: number;
}

const LABELS = { least: 2, most: 1000, usual: 10 };

export function presetsCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('presets')))
    .description('List the recipes: published GANs, ready to train, and your own networks. With an id: show one whole.')
    .argument('[id]', 'show this one: both networks, settings, what it teaches, where it is from')
    .option(
      '--size <N>',
      'its networks for images of this side, or of this width and height, such as 96x64 (default: as usual)',
      imageSize,
    )
    .option('--channels <N>', 'for grey (1) or colour (3) images (default: as usual)', between({ least: 1, most: 3 }))
    .option('--width <N>', 'how wide the networks are; 1 as published', Number, 1)
    .option('--labels <N>', 'labels of the images, where it uses them', between(LABELS), LABELS.usual)
    .action(async (id: string | undefined, options: PresetsOptions) => {
      const library = await openLibrary(context, options.library);
      if (id !== undefined) return show(context, await detailsOf(library.dir, id, options), options.json === true);
      const own = await listPresets(library.dir, (problem) => context.terminal.leftOut(problem));
      const rows = [...PRESETS.map(published), ...own.map(yours)];
      if (options.json) return context.terminal.json(rows);
      context.terminal.print(
        ...tableLines(
          [
            { title: 'id', text: (preset) => preset.id },
            { title: 'title', text: (preset) => preset.title },
            { title: 'summary', text: (preset) => preset.summary },
          ],
          rows,
        ),
      );
    });
}

function show({ terminal }: CommandContext, details: PresetDetails, json: boolean): void {
  if (json) terminal.json(details);
  else terminal.print(...detailLines(details));
}

/** @throws {ForgerError} not-found for the recipe, invalid-request for images there are none of */
async function detailsOf(
  library: string,
  id: string,
  { size, channels, width, labels }: PresetsOptions,
): Promise<PresetDetails> {
  const own = isUserPresetId(id) ? await readPreset(library, id) : null;
  const preset = findPreset(id);
  const subject = own ? { listed: yours(own), chosen: recipeOf(own), usual: own.image } : preset && ofRecipe(preset);
  if (!subject) throw new ForgerError('not-found', `There is no recipe called "${id}". "forger presets" lists them.`);
  const { listed, chosen, usual } = subject;
  return presetDetails(listed, chosen, { image: imageOf(usual, size, channels), labels, width });
}

const ofRecipe = (preset: Preset) => ({
  listed: published(preset),
  chosen: { preset, own: null },
  usual: usualImage(preset.id),
});

function imageOf(usual: ImageShape, size: PresetsOptions['size'], channels: number | undefined): ImageShape {
  if (channels !== undefined && channels !== 1 && channels !== 3)
    throw new ForgerError('invalid-request', '--channels takes 1 (grey) or 3 (colour).');
  return { ...usual, ...size, ...(channels !== undefined && { channels }) };
}

const published = ({ id, title, family, summary, teaching, source, defaults }: Preset): ListedPreset => ({
  ...{ id, title, base: null, family, summary, teaching, source, defaults },
});

function yours({ id, name, base, image, ...rest }: UserPreset): ListedPreset {
  const { preset } = recipeOf({ base, ...rest });
  const summary = `Yours, for ${image.height}×${image.width} images; trains by ${base}.`;
  return { ...published(preset), id, title: name, summary, base };
}
