import { join } from 'node:path';
import type { Command } from 'commander';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { ConfigKey } from '@shared/config/schema.ts';
import type { Fit } from '@shared/preflight.ts';
import type { RunRecord } from '@shared/run.ts';
import { shipped } from '../../shipped/index.ts';
import type { Library } from '../../store/index.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { resolveRun } from '../run-reference.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

export function fitCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('fit')))
    .description(
      'Find the largest batch of a run that fits the memory, and in how many microbatches its own does, by trying.',
    )
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .action(async (reference: string, { library: dir, json }: CommonOptions) => {
      const library = await openLibrary(context, dir);
      const { id } = await resolveRun(library, reference);
      const record = await library.readRun(id);
      const { findFit, forkProbe, listDevices, subjectOfRun } = await import('../../engine/host/index.ts');
      const status = await library.readStatus(id);
      const bundledDir = shipped().datasets;
      const subject = await subjectOfRun({ library, bundledDir, record, status, devices: () => listDevices() });
      const { terminal } = context;
      const fit = await abortOnSignal((signal) =>
        findFit({
          launch: forkProbe(join(import.meta.dirname, 'probe.js')),
          subject,
          signal,
          onProgress: ({ trial, batch, accumulate }) =>
            terminal.progress(
              `trial ${trial}: a batch of ${batch}${accumulate > 1 ? ` in ${accumulate} microbatches` : ''}`,
            ),
        }),
      ).finally(() => terminal.progress(''));
      const commands = await commandsFor(library, record, fit);
      if (json) return context.terminal.json({ id, asked: record.config.batch, ...fit, commands });
      terminal.print(inWords(record, fit), ...commands.map((command) => `  ${command}`));
    });
}

function inWords({ config: { batch: asked } }: RunRecord, { batch, accumulate }: Fit): string {
  if (batch === null) return 'Not even the smallest batch fits. Make the networks or the images smaller.';
  const microbatches = accumulate === null ? '' : `, or one of ${asked} in ${accumulate} microbatches`;
  return `A batch of ${batch} fits${microbatches}. To train so:`;
}

/** One for each way that fits: from the newest checkpoint, or where there is none from the start. */
async function commandsFor(library: Library, record: RunRecord, { batch, accumulate }: Fit): Promise<string[]> {
  const begin = (await library.listCheckpoints(record.id)).length > 0 ? `--from ${record.id}` : anew(record);
  return [
    ...(batch === null ? [] : [`forger train ${begin} --batch ${batch}`]),
    ...(accumulate === null ? [] : [`forger train ${begin} --set batch.accumulate=${accumulate}`]),
  ];
}

/** What was asked for beyond the recipe; a run with networks of its own needs their file beside it. */
function anew({ config, own }: RunRecord): string {
  const { preset, dataset } = config;
  const published = resolveConfig({ preset, dataset });
  const changed = (Object.keys(config) as ConfigKey[]).filter(
    (key) => config[key] !== published[key] && key !== 'batch' && key !== 'batch.accumulate',
  );
  const settings = changed.map(
    (key) => ` --set ${/\s/.test(String(config[key])) ? `"${key}=${config[key]}"` : `${key}=${config[key]}`}`,
  );
  return `--preset ${preset} --dataset ${dataset}${own ? ' --networks FILE' : ''}${settings.join('')}`;
}
