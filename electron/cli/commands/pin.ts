import type { Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { resolveRun } from '../run-reference.ts';
import { count } from '../table.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

function command(program: Command, context: CommandContext, pinned: boolean): void {
  addJson(addLibrary(program.command(pinned ? 'pin' : 'unpin')))
    .description(
      pinned ? 'Keep a checkpoint, whatever the run’s settings let go.' : 'Let a pinned checkpoint go again.',
    )
    .argument('<run>', 'id, its beginning, name, or "latest"')
    .argument('<step>', 'step of the checkpoint', wholeNumber(0))
    .action(async (reference: string, step: number, { library: dir, json }: CommonOptions) => {
      const library = await openLibrary(context, dir);
      const { id } = await resolveRun(library, reference);
      if (pinned && !(await library.listCheckpoints(id)).some((checkpoint) => checkpoint.step === step))
        throw new ForgerError('not-found', `This run has no checkpoint of step ${count(step)}.`);
      await library.pinCheckpoint(id, step, pinned);
      const steps = await library.pinnedCheckpoints(id);
      if (json) return context.terminal.json({ id, pinned: steps });
      context.terminal.print(steps.length === 0 ? 'None is pinned.' : `Pinned: ${steps.map(count).join('; ')}`);
    });
}

export function pinCommands(program: Command, context: CommandContext): void {
  command(program, context, true);
  command(program, context, false);
}
