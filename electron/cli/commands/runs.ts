import type { Command } from 'commander';
import { openLibrary, printJson, type CommandContext } from '../context.ts';
import { count, renderTable } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

export function runsCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('runs')))
    .description('List the runs of the library, newest first.')
    .action(async ({ library, json }: CommonOptions) => {
      const runs = await (await openLibrary(context, library)).listRuns();
      if (json) return printJson(context, runs);
      context.terminal.out(
        renderTable(
          [
            { title: 'id', text: (run) => run.id },
            { title: 'state', text: (run) => run.status.state },
            { title: 'step', text: (run) => `${count(run.status.step)}/${count(run.totalSteps)}`, right: true },
            { title: 'recipe', text: (run) => run.preset },
            { title: 'images', text: (run) => run.dataset.name },
            { title: 'name', text: (run) => run.name },
          ],
          runs,
        ),
      );
    });
}
