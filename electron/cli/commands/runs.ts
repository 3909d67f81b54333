import type { Command } from 'commander';
import type { DiskUse } from '@shared/disk-use.ts';
import type { RunSummary } from '@shared/run.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { bytes, count, tableLines } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

export function runsCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('runs')))
    .description('List the runs of the library, newest first.')
    .option('--sizes', 'say what each takes on the disk')
    .action(async ({ library: dir, json, sizes }: CommonOptions & { sizes?: boolean }) => {
      const library = await openLibrary(context, dir);
      const runs: (RunSummary & { use?: DiskUse })[] = await library.listRuns();
      if (sizes) for (const run of runs) run.use = await library.diskUse(run.id);
      for (const { id, damage } of runs) if (damage !== null) context.terminal.note(`${id}: ${damage}`);
      if (json) return context.terminal.json(runs);
      context.terminal.print(
        ...tableLines(
          [
            { title: 'id', text: (run) => run.id },
            { title: 'state', text: (run) => run.status.state },
            { title: 'step', text: (run) => `${count(run.status.step)}/${count(run.totalSteps)}`, right: true },
            ...(sizes
              ? [{ title: 'size', text: (run: { use?: DiskUse }) => bytes(run.use?.total ?? 0), right: true }]
              : []),
            { title: 'recipe', text: (run) => run.preset },
            { title: 'images', text: (run) => run.dataset.name },
            { title: 'name', text: (run) => run.name },
          ],
          runs,
        ),
      );
    });
}
