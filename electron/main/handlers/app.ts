import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';
import { doctorReport } from '../../engine/host/doctor.ts';

export const appHandlers = (services: Services): Pick<Handlers, 'app.info' | 'app.doctor' | 'library.choose'> => ({
  'app.info': () => services.info(),
  'app.doctor': async () => {
    const [info, found] = await Promise.all([services.info(), services.engine.devices()]);
    return doctorReport({ ...found, forger: info.version, library: services.workspace().library });
  },
  'library.choose': async () => {
    const start = services.workspace().library.dir;
    const dir = await services.desktop.chooseFolder({
      title: 'Choose the library folder',
      button: 'Use this folder',
      start,
    });
    if (dir === null) return null;
    await services.changeLibrary(dir);
    return services.info();
  },
});
