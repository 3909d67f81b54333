import type { Command } from 'commander';
import type { MoveProgress } from '@shared/library-move.ts';
import { copyLibrary, planMove } from '../../store/move-library.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { placeGiven } from '../places.ts';
import { bytes, count, tableLines } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

export function libraryCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const library = program.command('library').description('What the library takes on the disk, and moving it.');

  addJson(addLibrary(library.command('use')))
    .description('What the library takes on the disk, run by run, the largest first.')
    .action(async ({ library: dir, json }: CommonOptions) => {
      const use = await (await openLibrary(context, dir)).libraryUse();
      if (json) return context.terminal.json(use);
      const columns = [
        { title: 'run', text: (run: { id: string }) => run.id },
        { title: 'size', text: (run: { bytes: number }) => bytes(run.bytes), right: true },
      ];
      terminal.print(...tableLines(columns, use.runs));
      terminal.print(`${bytes(use.total)} in all, data sets ${bytes(use.datasets)}; ${bytes(use.freeBytes)} free`);
    });

  addJson(addLibrary(library.command('move')))
    .description('Copy the library to another folder, each file read back and compared. The old one stays.')
    .argument('<dir>', 'an empty folder, or a new one')
    .action(async (to: string, { library: dir, json }: CommonOptions) => {
      const { dir: from } = await openLibrary(context, dir);
      const plan = await planMove(from, placeGiven(to, 'The folder'));
      const onProgress = ({ doneBytes, totalBytes }: MoveProgress): void => {
        terminal.progress(`${bytes(doneBytes)} of ${bytes(totalBytes)}`);
      };
      await abortOnSignal((signal) => copyLibrary(from, plan.to, { signal, onProgress })).finally(() =>
        terminal.progress(''),
      );
      if (json) return context.terminal.json({ from, ...plan });
      terminal.print(
        `Copied ${count(plan.files)} files, ${bytes(plan.bytes)}, to ${plan.to}`,
        `Use it with --library or FORGER_LIBRARY, or open it in the window under Preferences. The old one is still at ${[from, ...plan.elsewhere].join(' and ')}`,
      );
    });
  for (const command of library.commands) command.copyInheritedSettings(program);
}
