import type { Command } from 'commander';
import { PRESETS } from '@shared/presets/index.ts';
import { recipeOf } from '@shared/presets/user-preset.ts';
import { listPresets } from '../../store/presets.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { tableLines } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

export function presetsCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('presets')))
    .description('List the recipes: published GANs, ready to train, and your own networks.')
    .action(async ({ library: dir, json }: CommonOptions) => {
      const library = await openLibrary(context, dir);
      const own = await listPresets(library.dir, (problem) => context.terminal.leftOut(problem));
      const yours = own.map(({ id, name, base, image, ...rest }) => {
        const { preset } = recipeOf({ base, ...rest });
        const summary = `Yours, for ${image.height}×${image.width} images; trains by ${base}.`;
        return { ...preset, id, title: name, summary, base };
      });
      const rows = [...PRESETS.map((preset) => ({ ...preset, base: null })), ...yours];
      if (json) {
        context.terminal.json(
          rows.map(({ id, title, base, family, summary, teaching, source, defaults }) => ({
            id,
            title,
            base,
            family,
            summary,
            teaching,
            source,
            defaults,
          })),
        );
        return;
      }
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
