import { ForgerError } from '@shared/contract/errors.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';

type LibraryHandlers = Pick<
  Handlers,
  | 'library.use'
  | 'library.planMove'
  | 'library.move'
  | 'library.cancelMove'
  | 'library.discardOld'
  | 'trash.restore'
  | 'trash.empty'
>;

export function libraryHandlers(services: Services): LibraryHandlers {
  /** @throws {ForgerError} `busy` while anything here writes the library */
  const requireRest = (): void => {
    if (!services.engine.busy && services.jobs.count + services.animations.count === 0) return;
    throw new ForgerError(
      'busy',
      'Stop the runs, imports and animations that go on here first, then move the library.',
    );
  };
  return {
    'library.use': () => services.workspace().library.libraryUse(),
    'library.planMove': async () => {
      requireRest();
      const chosen = await services.desktop.chooseFolder({
        title: 'Choose where the library goes',
        button: 'Move here',
      });
      return chosen === null ? null : services.mover.plan(chosen);
    },
    'library.move': () => {
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
    'trash.restore': ({ id }) => services.workspace().restore(id),
    'trash.empty': async () => {
      await services.workspace().trashCan.empty();
      return null;
    },
  };
}
