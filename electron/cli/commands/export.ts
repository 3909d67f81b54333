import { Option, type Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import { exportTfjs } from '../../export/index.ts';
import { addCheckpointChoice, findCheckpoint, type CheckpointChoice } from '../checkpoint-choice.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { placeGiven } from '../places.ts';
import { resolveRun } from '../run-reference.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

interface ExportOptions extends CommonOptions, CheckpointChoice {
  format?: string;
  out?: string;
  average?: boolean;
}

/** The kinds of model that can be written. */
const FORMATS = ['tfjs'] as const;

export function exportCommand(program: Command, context: CommandContext): void {
  addCheckpointChoice(addJson(addLibrary(program.command('export'))))
    .description("Write a run's generator as a model for other programs, into a new folder.")
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .option('--average', "the EMA of the generator's weights, where the run keeps one")
    .addOption(new Option('--format <name>', 'the kind of model').choices(FORMATS))
    .option('--out <DIR>', 'the folder in which the new one is made')
    .action(async (reference: string, options: ExportOptions) => {
      if (options.format === undefined)
        throw new ForgerError('invalid-request', `Say which kind of model: --format ${FORMATS.join(' or ')}.`);
      if (options.out === undefined)
        throw new ForgerError('invalid-request', 'Say in which folder the new one is made: --out DIR.');
      const outDir = placeGiven(options.out, '--out');
      const library = await openLibrary(context, options.library);
      const { id } = await resolveRun(library, reference);
      const { step } = findCheckpoint(await library.listCheckpoints(id), options);
      const weights = options.average ? 'average' : 'own';
      const result = await exportTfjs({ library, runId: id, step, weights, outDir });
      if (options.json) return context.terminal.json({ run: id, step, ...result });
      context.terminal.print(`The generator at step ${step} is in ${result.path}`);
    });
}
