import type { Command } from 'commander';
import type { DatasetSummary } from '@shared/dataset.ts';
import { toFailure } from '@shared/contract/errors.ts';
import { listDatasets } from '../../data/index.ts';
import { shipped } from '../../shipped/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { bytes, count, tableLines } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

const size = (summary: DatasetSummary): string => {
  if (summary.state === 'offered') return '';
  const { width, height, channels } = summary.record.image;
  return `${width}×${height}×${channels}`;
};

const note = (summary: DatasetSummary): string =>
  summary.state === 'offered'
    ? `"forger import ${summary.id}" ${summary.how === 'make' ? 'makes' : 'fetches'} it (${bytes(summary.bytes)})`
    : summary.bundled
      ? 'ships with Forger'
      : '';

export function datasetsCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('datasets')))
    .description('List the data sets to train on.')
    .action(async ({ library, json }: CommonOptions) => {
      const { dir } = await openLibrary(context, library);
      const datasets = await listDatasets(dir, shipped().datasets, (error) =>
        context.terminal.leftOut(toFailure(error).message),
      );
      for (const dataset of datasets)
        if (dataset.state === 'ready' && dataset.problem !== undefined) context.terminal.note(dataset.problem);
      if (json) return context.terminal.json(datasets);
      context.terminal.print(
        ...tableLines(
          [
            { title: 'id', text: (row) => (row.state === 'ready' ? row.record.id : row.id) },
            { title: 'name', text: (row) => (row.state === 'ready' ? row.record.name : row.name) },
            { title: 'images', text: (row) => (row.state === 'ready' ? count(row.record.count) : ''), right: true },
            { title: 'size', text: size },
            { title: 'note', text: note },
          ],
          datasets,
        ),
      );
    });
}
