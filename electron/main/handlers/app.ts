import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';
import { doctorReport } from '../../engine/host/doctor.ts';

type AppHandlers = Pick<Handlers, 'library.choose' | Extract<keyof Handlers, `app.${string}` | `settings.${string}`>>;

export const appHandlers = (services: Services): AppHandlers => ({
  'app.info': () => services.info(),
  'app.doctor': async () => {
    const [info, found] = await Promise.all([services.info(), services.engine.devices()]);
    return doctorReport({ ...found, forger: info.version, library: services.workspace().library });
  },
  'app.quit': async ({ answer, remember }) => {
    await services.answerQuit(answer, remember);
    return null;
  },
  'app.given': () => services.given.take(),
  'app.update': () => ({ version: services.update.installed }),
  'app.restart': () => {
    services.restart();
    return null;
  },
  'settings.get': () => services.choices(),
  'settings.change': ({ atOnce, whenQuitting, afterBackground, gpuIndex, gpuMemoryMiB }) =>
    services.choose({
      ...(atOnce !== undefined && { atOnce }),
      ...(whenQuitting !== undefined && { whenQuitting }),
      ...(afterBackground !== undefined && { afterBackground }),
      ...(gpuIndex !== undefined && { gpuIndex }),
      ...(gpuMemoryMiB !== undefined && { gpuMemoryMiB }),
    }),
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
