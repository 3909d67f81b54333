import type { Handlers } from '../ipc/index.ts';
import { cudaFolder, cudaState } from '../../engine/host/runtimes/index.ts';
import type { Services } from '../services.ts';

type RuntimeHandlers = Pick<Handlers, Extract<keyof Handlers, `runtime.${string}`>>;

export const runtimeHandlers = ({ cuda, desktop }: Services): RuntimeHandlers => ({
  'runtime.cuda': () => cudaState(),
  'runtime.installCuda': () => {
    cuda.start();
    return null;
  },
  'runtime.cancelCuda': () => {
    cuda.cancel();
    return null;
  },
  'runtime.removeCuda': async () => ({ bytes: await cuda.remove() }),
  'runtime.revealCuda': () => {
    desktop.reveal(cudaFolder());
    return null;
  },
});
