import type { Command } from 'commander';
import { resolve } from 'node:path';
import { writeFileAtomic } from '../../store/files/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { findCheckpoint, resolveRun } from '../run-reference.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

interface SamplesOptions extends CommonOptions {
  epoch?: number;
  count: number;
  seed?: number;
  out?: string;
  average?: boolean;
}

export function samplesCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('samples')))
    .description('Draw new samples with the generator of a checkpoint, as one PNG grid.')
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .option('--epoch <N>', 'which checkpoint (default: the newest)', wholeNumber(0))
    .option('--count <N>', 'how many samples', wholeNumber(1), 64)
    .option('--seed <N>', 'other latents for another seed (default: those of the run)', wholeNumber(0))
    .option('--average', "by the EMA of the generator's weights, where the run keeps one")
    .option('--out <file>', 'where the PNG goes (default: <run>-step-<step>.png here)')
    .action(async (reference: string, options: SamplesOptions) => {
      const library = await openLibrary(context, options.library);
      const { id } = await resolveRun(library, reference);
      const checkpoint = findCheckpoint(await library.listCheckpoints(id), options.epoch);
      const { sampleFromCheckpoint } = await import('../../engine/host/index.ts');
      const { png, step } = await sampleFromCheckpoint({
        library,
        runId: id,
        step: checkpoint.step,
        count: options.count,
        weights: options.average ? 'average' : 'own',
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      });
      const path = resolve(options.out ?? `${id}-step-${step}.png`);
      await writeFileAtomic(path, png);
      if (options.json) return context.terminal.json({ run: id, step, count: options.count, path });
      context.terminal.print(`${options.count} samples of step ${step} are in ${path}`);
    });
}
