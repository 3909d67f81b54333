import type { Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RunRecord } from '@shared/run.ts';
import { askedLabels } from '../../export/index.ts';
import { writeFileAtomic } from '../../store/files/index.ts';
import { addCheckpointChoice, findCheckpoint, type CheckpointChoice } from '../checkpoint-choice.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { addOutput, newFile, type OutputOptions } from '../places.ts';
import { resolveRun } from '../run-reference.ts';
import { addSteering, steeringOf, type SteeringOptions } from '../steering.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

interface SamplesOptions extends CommonOptions, CheckpointChoice, OutputOptions, SteeringOptions {
  count: number;
  seed?: number;
  label?: string;
  average?: boolean;
}

export function samplesCommand(program: Command, context: CommandContext): void {
  const command = addJson(addLibrary(program.command('samples')))
    .description('Draw new samples with the generator of a checkpoint, as one PNG grid.')
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .option('--count <N>', 'how many samples', wholeNumber(1), 64)
    .option('--seed <N>', 'other latents for another seed (default: those of the run)', wholeNumber(0))
    .option(
      '--label <name>',
      'all of this label, by its name or number, where the run is told labels (default: one a row)',
    )
    .option('--average', "by the EMA of the generator's weights, where the run keeps one");
  addOutput(addCheckpointChoice(addSteering(command)), 'the PNG', '<run>-step-<step>.png here').action(
    async (reference: string, options: SamplesOptions) => {
      const library = await openLibrary(context, options.library);
      const { id } = await resolveRun(library, reference);
      const checkpoint = findCheckpoint(await library.listCheckpoints(id), options);
      const path = await newFile(options, `${id}-step-${checkpoint.step}`, ['.png']);
      const label = options.label === undefined ? undefined : labelOf(await library.readRun(id), options.label);
      const { sampleFromCheckpoint } = await import('../../engine/host/index.ts');
      const { png, step } = await sampleFromCheckpoint({
        library,
        runId: id,
        step: checkpoint.step,
        count: options.count,
        weights: options.average ? 'average' : 'own',
        label,
        ...steeringOf(options),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      });
      await writeFileAtomic(path, png);
      if (options.json) return context.terminal.json({ run: id, step, count: options.count, path });
      context.terminal.print(`${options.count} samples of step ${step} are in ${path}`);
    },
  );
}

/** A label by its name, or its number. @throws {ForgerError} invalid-request */
function labelOf({ networks, dataset }: RunRecord, text: string): number {
  const labels = askedLabels({ networks, dataset });
  if (labels === null)
    throw new ForgerError(
      'invalid-request',
      'This run is told no labels, so none can be asked for: leave out --label.',
    );
  const named = labels.indexOf(text);
  const label = named >= 0 ? named : /^\d+$/.test(text) ? Number(text) : labels.length;
  if (label < labels.length) return label;
  throw new ForgerError('invalid-request', `There is no label "${text}"; there are ${labels.join(', ')}.`);
}
