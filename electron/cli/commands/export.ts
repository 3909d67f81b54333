import { Option, type Command } from 'commander';
import { exportTfjs } from '../../export/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { findCheckpoint, resolveRun } from '../run-reference.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

interface ExportOptions extends CommonOptions {
  epoch?: number;
  format: string;
  out: string;
  average?: boolean;
}

export function exportCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('export')))
    .description("Write a run's generator as a model for other programs, into a new folder.")
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .option('--epoch <N>', 'which checkpoint (default: the newest)', wholeNumber(0))
    .option('--average', "the EMA of the generator's weights, where the run keeps one")
    .addOption(new Option('--format <name>', 'the kind of model').choices(['tfjs']).makeOptionMandatory())
    .requiredOption('--out <DIR>', 'the folder in which the new one is made')
    .action(async (reference: string, options: ExportOptions) => {
      const library = await openLibrary(context, options.library);
      const { id } = await resolveRun(library, reference);
      const { step } = findCheckpoint(await library.listCheckpoints(id), options.epoch);
      const weights = options.average ? 'average' : 'own';
      const result = await exportTfjs({ library, runId: id, step, weights, outDir: options.out });
      if (options.json) return context.terminal.json({ run: id, step, ...result });
      context.terminal.print(`The generator at step ${step} is in ${result.path}`);
    });
}
