import { errorOf, ForgerError, toFailure } from '@shared/contract/errors.ts';
import { isAboutWindows, windowNewsSchema, type WindowRequest } from '@shared/contract/window-messages.ts';
import type { DeviceReport } from '@shared/doctor.ts';
import { describeWebgpu } from '../../device/index.ts';
import { surroundings } from '../../device/locate.ts';
import { noAdapter, softwareWanted } from '../../device/webgpu/dawn.ts';
import type { Parent, ParentPort } from '../parent.ts';
import { probeGpu } from './remote-trainer.ts';
import { TrainerLine } from './trainer-line.ts';

const KEPT_ON_LINUX =
  "Chromium offers no GPU here. On Linux its newer versions offer Intel's from generation 12 on, and NVIDIA's with a driver from 535 on; start Forger with FORGER_WEBGPU=any to try others.";

const noGpuInWindow = (platform: string): string => (platform === 'linux' ? KEPT_ON_LINUX : noAdapter(platform));

/** A hidden window that can train. */
export interface EngineWindow {
  line: TrainerLine;
  close(): void;
}

interface Life {
  opened(port: ParentPort): void;
  gone(error: ForgerError): void;
}

/** The hidden windows of this engine: asked of the app's main process, which opens them. */
export class EngineWindows {
  readonly #post: (request: WindowRequest) => void;
  readonly #lives = new Map<number, Life>();
  #next = 0;
  #gpu: Promise<DeviceReport> | undefined;

  constructor(post: (request: WindowRequest) => void) {
    this.#post = post;
  }

  /** Takes what main says of windows. @param ports what came with it */
  receive(message: unknown, ports: readonly ParentPort[]): void {
    const parsed = windowNewsSchema.safeParse(message);
    if (!parsed.success) return;
    const news = parsed.data;
    const life = this.#lives.get(news.window);
    if (news.type === 'window-gone') life?.gone(errorOf(news.error));
    else if (ports[0]) life?.opened(ports[0]);
  }

  /** @throws {ForgerError} engine-stopped when none can be opened */
  open(): Promise<EngineWindow> {
    const window = this.#next++;
    return new Promise((resolve, reject) => {
      let line: TrainerLine | null = null;
      const end = (error: ForgerError): void => {
        this.#lives.delete(window);
        line?.break(error);
        reject(error);
      };
      this.#lives.set(window, {
        gone: end,
        opened: (port) => {
          line = new TrainerLine({
            postMessage: (message) => port.postMessage(message),
            onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
          });
          port.start();
          resolve({
            line,
            close: () => {
              end(new ForgerError('cancelled', 'The window in which the GPU trained was closed.'));
              this.#post({ type: 'window-close', window });
            },
          });
        },
      });
      this.#post({ type: 'window-open', window });
    });
  }

  /** The GPU that a window has, looked for at the first call. */
  gpu(): Promise<DeviceReport> {
    this.#gpu ??= this.#probe();
    return this.#gpu;
  }

  async #probe(): Promise<DeviceReport> {
    const where = surroundings();
    try {
      const { line, close } = await this.open();
      try {
        const info = await probeGpu(line);
        return describeWebgpu(info ? { info } : { reason: noGpuInWindow(where.platform) }, softwareWanted(where));
      } finally {
        close();
      }
    } catch (error) {
      return describeWebgpu({ reason: toFailure(error).message }, false);
    }
  }
}

/** Splits a parent's messages: those about windows go to `windows` (null where it opens none), all others stay with `rest`. */
export function windowsOf(parent: Parent): { windows: EngineWindows | null; rest: Parent } {
  const windows = parent.opensWindows ? new EngineWindows((request) => parent.post(request)) : null;
  const onMessage: Parent['onMessage'] = (listener) =>
    parent.onMessage((message, ports) => {
      if (isAboutWindows(message)) windows?.receive(message, ports);
      else listener(message, ports);
    });
  return { windows, rest: { ...parent, onMessage } };
}
