import { join } from 'node:path';
import type { Command } from 'commander';
import { headline } from '@shared/recommend/index.ts';
import { shipped } from '../../shipped/index.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

interface RecommendOptions extends CommonOptions {
  measure?: boolean;
}

export function recommendCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('recommend')))
    .description('Say what to train on some images, why, and when to expect what.')
    .argument('<dataset>', 'id or name of the data set; "forger datasets" lists them')
    .option('--measure', 'try a few real steps first, where it is not known how long they take here')
    .action(async (dataset: string, { library: dir, json, measure = false }: RecommendOptions) => {
      const library = await openLibrary(context, dir);
      const { forkProbe, listDevices, recommendFor } = await import('../../engine/host/index.ts');
      const devices = await listDevices();
      const { terminal } = context;
      const recommended = await abortOnSignal((signal) =>
        recommendFor({
          ...{ library, dataset, devices, measure, signal },
          bundledDir: shipped().datasets,
          launch: forkProbe(join(import.meta.dirname, 'probe.js')),
        }),
      );
      if (json) return terminal.json(recommended);
      const { reasons, expectation, command } = recommended;
      terminal.print(
        headline(recommended),
        ...reasons.map(({ what, why }) => `  ${what}: ${why}`),
        ...expectation.words,
        ...(expectation.secondsPerStep === null ? [`"forger recommend ${dataset} --measure" tries it.`] : []),
        'To train so:',
        `  ${command}`,
      );
    });
}
