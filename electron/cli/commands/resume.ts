import type { Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { resolveRun } from '../run-reference.ts';
import { printResult, trainHere } from '../training.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

interface ResumeOptions extends CommonOptions {
  epochs?: number;
}

export function resumeCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('resume')))
    .description('Go on with a run from its newest checkpoint.')
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .option('--epochs <N>', 'make the run so many epochs long, counted from its start', wholeNumber(1))
    .action(async (reference: string, { library: dir, json, epochs }: ResumeOptions) => {
      const library = await openLibrary(context, dir);
      const { id, totalSteps, stepsPerEpoch } = await resolveRun(library, reference);
      if (epochs !== undefined) await library.setEpochs(id, epochs);
      const length = epochs === undefined ? totalSteps : epochs * stepsPerEpoch;
      const reached = await library.reached(id);
      if (reached >= length)
        throw new ForgerError(
          'invalid-request',
          `This run has reached its length (step ${reached}). Give it more with --epochs.`,
        );
      printResult(context, await trainHere(context, library, id, json === true), json);
    });
}
