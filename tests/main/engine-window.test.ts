import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import { windowNewsSchema, type WindowNews } from '@shared/contract/window-messages.ts';
import { explainGone } from '../../electron/main/engine-window/gone.ts';
import { openEngineWindow } from '../../electron/main/engine-window/open.ts';
import { EngineWindows } from '../../electron/main/engine-window/serve.ts';
import { networkSwitches } from '../../electron/main/window/network.ts';
import { webgpuSwitches } from '../../electron/main/engine-window/switches.ts';

type Listener = (...args: never[]) => unknown;

/** Electron's parts that the window is made of, and what they were told. */
const electron = vi.hoisted(() => {
  const emitter = () => {
    const listeners = new Map<string, Listener>();
    return {
      on: (name: string, listener: Listener) => listeners.set(name, listener),
      once: (name: string, listener: Listener) => listeners.set(name, listener),
      emit: (name: string, ...args: unknown[]) =>
        (listeners.get(name) as ((...args: unknown[]) => unknown) | undefined)?.(...args),
    };
  };
  class BrowserWindow {
    static opened: BrowserWindow[] = [];
    static load: () => Promise<void> = async () => undefined;
    readonly webContents = {
      ...emitter(),
      webRtc: '',
      setWebRTCIPHandlingPolicy: (policy: string) => void (this.webContents.webRtc = policy),
      posted: [] as unknown[][],
      postMessage: (...args: unknown[]) => void this.webContents.posted.push(args),
    };
    readonly #events = emitter();
    readonly on = this.#events.on;
    destroyed = false;
    constructor(readonly options: { show: boolean; webPreferences: Record<string, unknown> }) {
      BrowserWindow.opened.push(this);
    }
    loadURL(): Promise<void> {
      return BrowserWindow.load();
    }
    isDestroyed(): boolean {
      return this.destroyed;
    }
    destroy(): void {
      this.destroyed = true;
      this.#events.emit('closed');
    }
  }
  const denied: Record<string, unknown> = {};
  const session = {
    setPermissionRequestHandler: (handler: unknown) => (denied['request'] = handler),
    setPermissionCheckHandler: (handler: unknown) => (denied['check'] = handler),
    setDevicePermissionHandler: (handler: unknown) => (denied['device'] = handler),
    on: (name: string, handler: unknown) => (denied[name] = handler),
    protocol: { handle: (_scheme: string, handler: unknown) => (denied['scheme'] = handler) },
    webRequest: { onBeforeRequest: (handler: unknown) => (denied['web'] = handler) },
    setProxy: async (proxy: unknown) => void (denied['proxy'] = proxy),
  };
  const partitions: string[] = [];
  return { BrowserWindow, denied, partitions, session };
});

vi.mock('electron', () => ({
  BrowserWindow: electron.BrowserWindow,
  MessageChannelMain: class {
    port1 = { name: 'port1' };
    port2 = { name: 'port2' };
  },
  session: {
    fromPartition: (name: string) => {
      electron.partitions.push(name);
      return electron.session;
    },
  },
}));

const OPTIONS = { preload: '/app/engine-window.cjs', pages: '/app/pages', devServer: null, log: () => undefined };
const PORT = { name: 'port1' } as never;
const newest = () => electron.BrowserWindow.opened.at(-1)!;

beforeEach(() => {
  electron.BrowserWindow.load = async () => undefined;
});

describe('the engine window, by the numbers of Electron’s security checklist', () => {
  it('2, 3, 4, 11: no Node.js, isolated, sandboxed, no web views, and never shown', async () => {
    await openEngineWindow(OPTIONS, PORT, () => undefined);
    expect(newest().options).toMatchObject({
      show: false,
      webPreferences: {
        nodeIntegration: false,
        contextIsolation: true,
        sandbox: true,
        webviewTag: false,
        backgroundThrottling: false,
        preload: OPTIONS.preload,
      },
    });
    for (const loosened of [
      'webSecurity',
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
    ])
      expect(newest().options.webPreferences).not.toHaveProperty(loosened);
  });

  it('5: a session of its own in memory denies permissions, devices and downloads', () => {
    expect(electron.partitions).toEqual(['forger-engine']);
    const { request, check, device } = electron.denied as Record<string, (...args: unknown[]) => unknown>;
    const answer = vi.fn();
    request!(null, 'media', answer);
    expect(answer).toHaveBeenCalledWith(false);
    expect(check!()).toBe(false);
    expect(device!()).toBe(false);
    const download = { preventDefault: vi.fn() };
    (electron.denied['will-download'] as (event: unknown) => void)(download);
    expect(download.preventDefault).toHaveBeenCalled();
  });

  it('1, 6: nothing is loaded but its own page, under the strict policy', async () => {
    const web = electron.denied['web'] as (
      details: { url: string },
      answer: (verdict: { cancel: boolean }) => void,
    ) => void;
    const cancelled = (url: string): boolean => {
      let verdict = false;
      web({ url }, ({ cancel }) => (verdict = cancel));
      return verdict;
    };
    expect(cancelled('forger://app/engine.html')).toBe(false);
    for (const stranger of [
      'https://example.org/',
      'http://localhost:5173/',
      'ws://localhost/',
      'file:///etc/passwd',
      'forger://other/engine.html',
      'data:text/html,x',
    ])
      expect(cancelled(stranger), stranger).toBe(true);
    const scheme = electron.denied['scheme'] as (request: Request) => Promise<Response>;
    const sample = await scheme(new Request('forger://app/library/runs/a/samples/epoch-0000.png'));
    expect(sample.status).toBe(404);
    expect(sample.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'/);
  });
});

describe('the network of an engine window', () => {
  it('is closed to WebRTC and to connections made ahead', async () => {
    await openEngineWindow(OPTIONS, PORT, () => undefined);
    expect(newest().webContents.webRtc).toBe('disable_non_proxied_udp');
    expect(electron.denied['proxy']).toEqual({
      mode: 'fixed_servers',
      proxyRules: 'http://127.0.0.1:1',
      proxyBypassRules: '<-loopback>',
    });
  });

  const switchOf = (devServer: string | null, wanted: string): string | undefined =>
    networkSwitches(devServer).find(([name]) => name === wanted)?.[1];

  it('resolves no name, but for the dev server in development', () => {
    expect(switchOf(null, 'host-resolver-rules')).toBe('MAP * ~NOTFOUND');
    expect(switchOf('http://localhost:5173', 'host-resolver-rules')).toBe('MAP * ~NOTFOUND, EXCLUDE localhost');
    expect(switchOf(null, 'force-webrtc-ip-handling-policy')).toBe('disable_non_proxied_udp');
  });
});

describe('the life of an engine window', () => {
  const open = async () => {
    const gone = vi.fn<(error: ForgerError) => void>();
    const window = await openEngineWindow(OPTIONS, PORT, gone);
    return { gone, window, own: newest() };
  };

  it('hands the port to its page and says nothing when it is closed', async () => {
    const { gone, window, own } = await open();
    expect(own.webContents.posted).toEqual([['forger:engine-port', null, [PORT]]]);
    window.close();
    expect(own.destroyed).toBe(true);
    expect(gone).not.toHaveBeenCalled();
  });

  it.each([
    ['crashes', 'render-process-gone', [{}, { reason: 'crashed' }], /stopped unexpectedly \(crashed\)/],
    ['is ended by the system', 'render-process-gone', [{}, { reason: 'killed' }], /The system ended/],
    ['runs out of memory', 'render-process-gone', [{}, { reason: 'oom' }], /ran out of memory/],
    ['is loaded anew', 'did-navigate', [], /loaded anew/],
  ])('one that %s is destroyed, and says so once', async (_what, event, args, sentence) => {
    const { gone, own } = await open();
    own.webContents.emit(event, ...args);
    own.webContents.emit(event, ...args);
    expect(own.destroyed).toBe(true);
    expect(gone).toHaveBeenCalledTimes(1);
    expect(gone.mock.calls[0]![0].message).toMatch(sentence);
    expect(gone.mock.calls[0]![0].message).toContain('Resume the run to go on from its newest checkpoint.');
  });

  it('one whose page does not load is refused with a sentence', async () => {
    electron.BrowserWindow.load = () => Promise.reject(new Error('ERR_FAILED'));
    await expect(open()).rejects.toThrow(explainGone('never-loaded').message);
    expect(newest().destroyed).toBe(true);
  });
});

describe('the windows of one engine', () => {
  const serve = (opener: ConstructorParameters<typeof EngineWindows>[0]) => {
    const said: { news: WindowNews; ports: unknown[] }[] = [];
    const log = vi.fn<(line: string) => void>();
    const windows = new EngineWindows(opener, {
      post: (news, ports) => void said.push({ news: windowNewsSchema.parse(news), ports }),
      log,
    });
    return { windows, said, log };
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

  it('opens one when it is asked to, closes it when told, and each end of the channel goes to one side', async () => {
    const close = vi.fn();
    const opener = vi.fn(async () => ({ close }));
    const { windows, said } = serve(opener);
    windows.receive({ type: 'window-open', window: 3 });
    await settle();
    expect(opener).toHaveBeenCalledWith({ name: 'port1' }, expect.any(Function));
    expect(said).toEqual([{ news: { type: 'window-port', window: 3 }, ports: [{ name: 'port2' }] }]);
    windows.receive({ type: 'window-close', window: 3 });
    await settle();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('closes one that opens only after the engine has gone', async () => {
    const close = vi.fn();
    let opened: (window: { close(): void }) => void = () => undefined;
    const { windows, said } = serve(() => new Promise((resolve) => (opened = resolve)));
    windows.receive({ type: 'window-open', window: 0 });
    windows.end();
    opened({ close });
    await settle();
    expect(close).toHaveBeenCalledTimes(1);
    expect(said).toEqual([]);
  });

  it('passes on why one is gone, and forgets it', async () => {
    let gone: (error: ForgerError) => void = () => undefined;
    const { windows, said } = serve(async (_port, onGone) => {
      gone = onGone;
      return { close: () => undefined };
    });
    windows.receive({ type: 'window-open', window: 0 });
    await settle();
    gone(explainGone('crashed'));
    gone(explainGone('crashed'));
    expect(said.slice(1)).toEqual([
      {
        news: { type: 'window-gone', window: 0, error: expect.objectContaining({ code: 'engine-stopped' }) },
        ports: [],
      },
    ]);
  });

  it('answers one that cannot be opened, and takes no other words', async () => {
    const { windows, said, log } = serve(() => Promise.reject(new ForgerError('engine-stopped', 'No window.')));
    for (const stranger of [{ type: 'window-open' }, { type: 'window-show', window: 1 }, null, 'window-open'])
      windows.receive(stranger);
    expect(log).toHaveBeenCalledTimes(4);
    windows.receive({ type: 'window-open', window: 1 });
    await settle();
    expect(said).toEqual([
      { news: { type: 'window-gone', window: 1, error: { code: 'engine-stopped', message: 'No window.' } }, ports: [] },
    ]);
  });
});

describe('Chromium’s switches for WebGPU', () => {
  it('are none, unless somebody asks for a GPU that Chromium keeps from pages', () => {
    for (const platform of ['linux', 'darwin', 'win32'])
      for (const wanted of [undefined, '', '1', 'ANY']) expect(webgpuSwitches(platform, wanted)).toEqual([]);
    expect(webgpuSwitches('win32', 'any')).toEqual([['enable-unsafe-webgpu']]);
  });

  it('never switch Vulkan on beside Wayland, where no window would show', () => {
    const switches = new Map(webgpuSwitches('linux', 'any').map(([name, value]) => [name, value]));
    expect(switches.get('enable-features')).toContain('Vulkan');
    expect(switches.get('ozone-platform')).toBe('x11');
  });
});
