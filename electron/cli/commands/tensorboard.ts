import type { Command } from 'commander';
import { tensorBoardCommand } from '@shared/tensorboard-command.ts';
import { exportTensorBoard } from '../../export/tensorboard/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { placeGiven } from '../places.ts';
import { resolveRun } from '../run-reference.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

interface TensorBoardOptions extends CommonOptions {
  out: string;
}

export function tensorboardCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('tensorboard')))
    .description('Write event files for TensorBoard of a run that wrote none while it trained, into a new folder.')
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .requiredOption('--out <DIR>', 'the folder in which the new one is made')
    .action(async (reference: string, { library: dir, json, out }: TensorBoardOptions) => {
      const { terminal } = context;
      const library = await openLibrary(context, dir);
      const { id } = await resolveRun(library, reference);
      const onProblem = (problem: string): void => terminal.leftOut(problem);
      const result = await exportTensorBoard({ library, runId: id, outDir: placeGiven(out, '--out'), onProblem });
      if (json) return context.terminal.json({ run: id, ...result });
      const { steps, grids, checkpoints, path } = result;
      terminal.print(`${steps} steps, ${grids} sample grids and ${checkpoints} checkpoints are in ${path}`);
      terminal.print(`Look at them with: ${tensorBoardCommand(path)}`);
    });
}
