import type { Command } from 'commander';
import { bestStep } from '@shared/checkpoint-policy.ts';
import { figure } from '@shared/figure.ts';
import type { CheckpointEntry } from '@shared/run.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { resolveRun } from '../run-reference.ts';
import { bytes, count, tableLines, type Column } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

export function checkpointsCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('checkpoints')))
    .description('List the checkpoints of a run, oldest first.')
    .argument('<run>', 'id, its beginning, name, or "latest"')
    .action(async (reference: string, { library: dir, json }: CommonOptions) => {
      const library = await openLibrary(context, dir);
      const { id } = await resolveRun(library, reference);
      const checkpoints = await library.listCheckpoints(id);
      if (json) return context.terminal.json(checkpoints);
      context.terminal.print(
        ...(checkpoints.length === 0
          ? ['This run has no checkpoint yet.']
          : tableLines(columnsOf(checkpoints), checkpoints)),
      );
    });
}

/** The distance stands there where the run measures it: see `checkpoint.keep`. */
export function columnsOf(checkpoints: readonly CheckpointEntry[]): Column<CheckpointEntry>[] {
  const best = bestStep(checkpoints);
  const newest = checkpoints.at(-1)?.step;
  const words = ({ step, pinned }: CheckpointEntry): string =>
    [...(step === best ? ['best'] : []), ...(step === newest ? ['newest'] : []), ...(pinned ? ['pinned'] : [])].join(
      ', ',
    );
  return [
    { title: 'step', text: ({ step }) => count(step), right: true },
    { title: 'epoch', text: ({ epoch }) => String(Number(epoch.toFixed(2))), right: true },
    { title: 'size', text: (checkpoint) => bytes(checkpoint.bytes), right: true },
    ...(best === null
      ? []
      : [{ title: 'distance', text: ({ distance }: CheckpointEntry) => figure(distance), right: true }]),
    { title: '', text: words },
  ];
}
