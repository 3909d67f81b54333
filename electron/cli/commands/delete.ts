import type { Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import { TRASH_DAYS, type TrashEntry } from '@shared/trash.ts';
import { latestInTrash, moveToTrash, restoreFromTrash } from '../../store/trash.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { resolveRun } from '../run-reference.ts';
import { bytes } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

export function deleteCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('delete')))
    .description(`Delete runs. "forger undelete" brings them back for ${TRASH_DAYS} days.`)
    .argument('<runs...>', 'id, its beginning, name, or "latest"')
    .option('--yes', 'delete them without being asked again')
    .action(async (references: string[], { library: dir, json, yes }: CommonOptions & { yes?: boolean }) => {
      const library = await openLibrary(context, dir);
      const runs = [];
      for (const reference of references) runs.push(await resolveRun(library, reference));
      for (const { id, name } of runs)
        if ((await library.writerOf(id)) !== null)
          throw new ForgerError('busy', `The run ${name || id} is being trained. Stop it first, then delete it.`);
      if (!yes) {
        const sizes = await Promise.all(runs.map(({ id }) => library.diskUse(id)));
        const listed = runs.map(({ id, name }, at) => `${name || id} (${bytes(sizes[at]?.total ?? 0)})`).join(', ');
        throw new ForgerError('invalid-request', `This would delete ${listed}. Add --yes to do it.`);
      }
      const entries: TrashEntry[] = [];
      for (const { id, name, preset } of runs)
        entries.push(await moveToTrash(library.dir, library.runDir(id), { kind: 'run', name: name || preset }));
      if (json) return context.terminal.json(entries);
      for (const { id, name } of entries)
        context.terminal.print(`Deleted ${name}. "forger undelete ${id}" brings it back.`);
    });
}

export function undeleteCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('undelete')))
    .description(`Bring back what was deleted last, within ${TRASH_DAYS} days.`)
    .argument('[id]', 'what "forger delete" named; left out, the latest')
    .action(async (id: string | undefined, { library: dir, json }: CommonOptions) => {
      const library = await openLibrary(context, dir);
      const entry = await restoreFromTrash(library.dir, id ?? (await latestInTrash(library.dir)));
      if (json) return context.terminal.json(entry);
      context.terminal.print(`${entry.name} is back.`);
    });
}
