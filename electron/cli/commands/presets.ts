import type { Command } from 'commander';
import { PRESETS } from '@shared/presets/index.ts';
import { printJson, type CommandContext } from '../context.ts';
import { renderTable } from '../table.ts';
import { addJson, type CommonOptions } from './common.ts';

export function presetsCommand(program: Command, context: CommandContext): void {
  addJson(program.command('presets'))
    .description('List the recipes: published GANs, ready to train.')
    .action(({ json }: CommonOptions) => {
      if (json) {
        printJson(
          context,
          PRESETS.map(({ id, title, summary, teaching, source, defaults }) => ({
            id,
            title,
            summary,
            teaching,
            source,
            defaults,
          })),
        );
        return;
      }
      context.terminal.out(
        renderTable(
          [
            { title: 'id', text: (preset) => preset.id },
            { title: 'title', text: (preset) => preset.title },
            { title: 'summary', text: (preset) => preset.summary },
          ],
          PRESETS,
        ),
      );
    });
}
