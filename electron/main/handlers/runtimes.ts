import type { Handlers } from '../ipc/index.ts';
import { cudaState } from '../../engine/host/runtimes/index.ts';
import type { Services } from '../services.ts';

type RuntimeHandlers = Pick<Handlers, Extract<keyof Handlers, `runtime.${string}`>>;

export const runtimeHandlers = ({ cuda }: Services): RuntimeHandlers => ({
  'runtime.cuda': () => cudaState(),
  'runtime.installCuda': () => {
    cuda.start();
    return null;
  },
  'runtime.cancelCuda': () => {
    cuda.cancel();
    return null;
  },
  'runtime.removeCuda': async () => {
    await cuda.remove();
    return null;
  },
});
