import { ForgerError } from '@shared/contract/errors.ts';
import { freeBytes } from '../../store/disk-use.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';
import type { BrowseDesk } from './browse-desk.ts';

type LibraryHandlers = Pick<
  Handlers,
  | 'library.use'
  | 'library.space'
  | 'library.planMove'
  | 'library.move'
  | 'library.cancelMove'
  | 'library.discardOld'
  | 'trash.list'
  | 'trash.restore'
  | 'trash.empty'
>;

export function libraryHandlers(services: Services, browsing: BrowseDesk): LibraryHandlers {
  /** @throws {ForgerError} `busy` while anything here writes the library */
  const requireRest = (): void => {
    if (!services.engine.busy && services.jobs.count + services.animations.count + services.runFiles.count === 0)
      return;
    throw new ForgerError(
      'busy',
      'Stop the runs, imports, animations and run files that go on here first, then move the library.',
    );
  };
  return {
    'library.use': () => services.workspace().library.libraryUse(),
    'library.space': async () => ({ freeBytes: await freeBytes(services.workspace().library.dir) }),
    'library.planMove': async () => {
      requireRest();
      const chosen = await services.desktop.chooseFolder({
        title: 'Choose where the library goes',
        button: 'Move here',
      });
      return chosen === null ? null : services.mover.plan(chosen);
    },
    'library.move': async () => {
      requireRest();
      // What is unpacked for a look is no part of a library, and is not copied with it; what the network has seen of a data set by now is.
      browsing.stop();
      await services.importDesk.close();
      requireRest();
      services.mover.start();
      return null;
    },
    'library.cancelMove': () => {
      services.mover.cancel();
      return null;
    },
    'library.discardOld': async () => {
      await services.mover.discardOld();
      return null;
    },
    'trash.list': () => services.workspace().trashCan.list(),
    'trash.restore': async ({ id, instead = false }) => {
      const workspace = services.workspace();
      const run = instead && id !== undefined ? await workspace.runInPlaceOf(id) : null;
      if (run === null) return workspace.restore(id);
      if (services.engine.holds(run) || (await workspace.library.writerOf(run)) !== null)
        throw new ForgerError('busy', 'The run in its place is being trained. Stop it first, then try again.');
      await workspace.deleteRun(run);
      return workspace.restore(id);
    },
    'trash.empty': async ({ id }) => {
      await services.workspace().trashCan.empty(id);
      return null;
    },
  };
}
