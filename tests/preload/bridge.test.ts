import { describe, expect, it, vi } from 'vitest';
import { CHANNELS, type ChannelName } from '@shared/contract/channels.ts';
import type { EventName } from '@shared/contract/events.ts';
import { ALLOWED_CHANNELS, ALLOWED_EVENTS } from '../../electron/preload/allow-list.ts';
import { createBridge } from '../../electron/preload/bridge.ts';

const ipcWith = () => ({ invoke: vi.fn(async () => ({ ok: true, value: null })), on: vi.fn(), off: vi.fn() });
const bridgeWith = (ipc: ReturnType<typeof ipcWith>) =>
  createBridge(ipc as never, { getPathForFile: () => '/dropped' });

describe('the bridge', () => {
  it('knows the channels of the contract, all of them and no others', () => {
    expect([...ALLOWED_CHANNELS].sort()).toEqual(Object.keys(CHANNELS).sort());
  });

  it.each(Object.keys(CHANNELS) as ChannelName[])('passes %s on', async (name) => {
    const ipc = ipcWith();
    expect(await bridgeWith(ipc).invoke(name, {} as never)).toEqual({ ok: true, value: null });
    expect(ipc.invoke).toHaveBeenCalledExactlyOnceWith(`forger:${name}`, {});
  });

  it.each(['', 'ELECTRON_BROWSER_REQUIRE', 'runs.list2', '__proto__', 'constructor', 'toString', 'run.updated'])(
    'refuses to ask for %j',
    async (name) => {
      const ipc = ipcWith();
      expect(await bridgeWith(ipc).invoke(name as ChannelName, {} as never)).toMatchObject({
        ok: false,
        error: { code: 'invalid-request' },
      });
      expect(ipc.invoke).not.toHaveBeenCalled();
    },
  );

  it('keeps what is too large from main', async () => {
    const ipc = ipcWith();
    expect(await bridgeWith(ipc).invoke('runs.get', { id: 'x'.repeat(2 ** 21) })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
    expect(ipc.invoke).not.toHaveBeenCalled();
  });

  // The compiler holds the list of events to the contract.
  it.each([...ALLOWED_EVENTS] as EventName[])('listens to %s, keeps the event object to itself, and stops', (name) => {
    const ipc = ipcWith();
    const heard = vi.fn();
    const stop = bridgeWith(ipc).on(name, heard);
    const [channel, forward] = ipc.on.mock.calls[0]! as [string, (...values: unknown[]) => void];
    forward({ sender: 'ipcRenderer' }, 'payload');
    expect(heard).toHaveBeenCalledExactlyOnceWith('payload');
    stop();
    expect(ipc.off).toHaveBeenCalledExactlyOnceWith(channel, forward);
  });

  it.each(['', 'runs.list', '__proto__'])('does not listen to %j', (name) => {
    const ipc = ipcWith();
    expect(() => bridgeWith(ipc).on(name as EventName, () => undefined)).toThrow();
    expect(ipc.on).not.toHaveBeenCalled();
  });

  it('tells the path of a dropped file', () => {
    expect(bridgeWith(ipcWith()).pathForFile({})).toBe('/dropped');
  });
});
