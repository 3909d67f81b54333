import type { Command } from 'commander';
import { bestBy } from '@shared/checkpoint-evaluation.ts';
import { bestStep, leanestPolicy, policyOf } from '@shared/checkpoint-policy.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { figure } from '@shared/figure.ts';
import type { CheckpointEntry } from '@shared/run.ts';
import type { Library } from '../../store/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { olderCheckpoints } from '../disk-words.ts';
import { resolveRun } from '../run-reference.ts';
import { bytes, count, tableLines, type Column } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

interface CheckpointOptions extends CommonOptions {
  thin?: boolean;
  yes?: boolean;
}

export function checkpointsCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('checkpoints')))
    .description('List the checkpoints of a run, oldest first.')
    .argument('<run>', 'id, its beginning, name, or "latest"')
    .option('--thin', 'let the older ones go for good: the two newest, the best and the pinned stay')
    .option('--yes', 'do so, rather than say what would go')
    .action(async (reference: string, { library: dir, json, thin = false, yes = false }: CheckpointOptions) => {
      const library = await openLibrary(context, dir);
      const { id } = await resolveRun(library, reference);
      if (thin) return thinRun(context, library, id, { yes, json });
      const checkpoints = await library.listCheckpoints(id);
      const { config } = await library.readRun(id);
      if (json) return context.terminal.json(checkpoints);
      context.terminal.print(
        ...(checkpoints.length === 0
          ? ['This run has no checkpoint yet.']
          : tableLines(columnsOf(checkpoints, bestBy(config) ?? 'distance'), checkpoints)),
      );
    });
}

async function thinRun(
  { terminal }: CommandContext,
  library: Library,
  id: string,
  { yes, json = false }: { yes: boolean; json: boolean | undefined },
): Promise<void> {
  const { steps, bytes: freed } = await olderCheckpoints(library, await library.readRun(id));
  if (!yes && steps.length > 0)
    throw new ForgerError(
      'invalid-request',
      `This would delete ${steps.length === 1 ? 'one checkpoint' : `${count(steps.length)} checkpoints`} (${bytes(freed)}) for good. Add --yes to do it.`,
    );
  const { config } = await library.readRun(id);
  const gone = await library.thinCheckpoints(id, leanestPolicy(policyOf(config)), 'cli');
  if (json) return terminal.json({ id, deleted: gone });
  terminal.print(
    gone.length === 0 ? 'There is none that could go.' : `Deleted ${count(gone.length)}: ${bytes(freed)}.`,
  );
}

/** What the best is told by stands there where the run measures it. */
function columnsOf(checkpoints: readonly CheckpointEntry[], title: string): Column<CheckpointEntry>[] {
  const best = bestStep(checkpoints);
  const newest = checkpoints.at(-1)?.step;
  const words = ({ step, pinned, pending }: CheckpointEntry): string =>
    [
      ...(step === best ? ['best'] : []),
      ...(step === newest ? ['newest'] : []),
      ...(pinned ? ['pinned'] : []),
      ...(pending ? ['to be measured'] : []),
    ].join(', ');
  return [
    { title: 'step', text: ({ step }) => count(step), right: true },
    { title: 'epoch', text: ({ epoch }) => String(Number(epoch.toFixed(2))), right: true },
    { title: 'size', text: (checkpoint) => bytes(checkpoint.bytes), right: true },
    ...(best === null ? [] : [{ title, text: ({ value }: CheckpointEntry) => figure(value), right: true }]),
    { title: '', text: words },
  ];
}
