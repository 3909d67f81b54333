import './no-eval.ts';
import { WINDOW_PORT } from '@shared/contract/window-port.ts';
import type { Gpu } from '../device/webgpu/gpu.ts';
import type { Port } from '@shared/ports/port.ts';
import { TrainerServer } from './trainer-server.ts';
import { windowDevices } from './webgpu.ts';

/** The page of the hidden window: waits for a port from its preload script and trains for whoever holds its other end. */

interface PagePort {
  postMessage(message: unknown): void;
  onmessage: ((event: { data: unknown }) => void) | null;
}

/** The parts of a window that are needed here; the DOM's types have no place in this room. */
interface Page {
  addEventListener(
    type: 'message',
    listener: (event: { source: unknown; data: unknown; ports: readonly PagePort[] }) => void,
  ): void;
  readonly navigator: { readonly gpu?: Gpu };
}

const page = globalThis as unknown as Page;

const portOf = (port: PagePort): Port => ({
  postMessage: (message) => port.postMessage(message),
  onMessage: (listener) => {
    port.onmessage = ({ data }) => listener(data);
  },
});

page.addEventListener('message', ({ source, data, ports }) => {
  const [port] = ports;
  if (source !== page || data !== WINDOW_PORT || !port) return;
  new TrainerServer(portOf(port), windowDevices(page.navigator.gpu));
});
