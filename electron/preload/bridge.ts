import type { IpcRenderer, IpcRendererEvent, WebUtils } from 'electron';
import type { Bridge, ChannelArgs, ChannelName, ChannelResult, Reply } from '@shared/contract/channels.ts';
import type { AppEvents, EventName } from '@shared/contract/events.ts';
import { isModest, TOO_LARGE } from '@shared/contract/payload.ts';
import { ALLOWED_CHANNELS, ALLOWED_EVENTS } from './allow-list.ts';

/** How main's wrapper names its channels. */
const wire = (name: string): string => `forger:${name}`;

/** The file behind a drop, as `webUtils` of Electron takes it; the DOM's File has no place in this room's types. */
type DroppedFile = Parameters<WebUtils['getPathForFile']>[0];

/**
 * The bridge put on `window.forger`. It passes on nothing but the names of the contract, and never the
 * event object, which would hand the window a way back to ipcRenderer.
 */
export function createBridge(
  ipc: Pick<IpcRenderer, 'invoke' | 'on' | 'off'>,
  webUtils: Pick<WebUtils, 'getPathForFile'>,
): Bridge {
  return {
    async invoke<Name extends ChannelName>(name: Name, args: ChannelArgs<Name>): Promise<Reply<ChannelResult<Name>>> {
      if (!ALLOWED_CHANNELS.has(name))
        return {
          ok: false,
          error: { code: 'invalid-request', message: 'The window asked for something Forger does not offer.' },
        };
      // Main would have to take it in before it can refuse it.
      if (!isModest(args)) return { ok: false, error: { code: 'invalid-request', message: TOO_LARGE } };
      return (await ipc.invoke(wire(name), args)) as Reply<ChannelResult<Name>>;
    },
    on<Name extends EventName>(name: Name, listener: (payload: AppEvents[Name]) => void): () => void {
      if (!ALLOWED_EVENTS.has(name)) throw new Error(`There is no event called "${name}".`);
      const forward = (_event: IpcRendererEvent, payload: unknown): void => listener(payload as AppEvents[Name]);
      ipc.on(wire(name), forward);
      return () => {
        ipc.off(wire(name), forward);
      };
    },
    pathForFile: (file) => webUtils.getPathForFile(file as DroppedFile),
  };
}
