import fc from 'fast-check';
import type { IpcMainInvokeEvent } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { CHANNELS, type ChannelName, type Reply } from '@shared/contract/channels.ts';
import { ERROR_CODES, ForgerError } from '@shared/contract/errors.ts';
import { isModest, TOO_LARGE } from '@shared/contract/payload.ts';
import { registerChannels, type Handlers } from '../../electron/main/ipc/register.ts';
import { isTrustedSender } from '../../electron/main/ipc/sender.ts';
import { payloadsFor, VALID } from './payloads.ts';

const NAMES = Object.keys(CHANNELS) as ChannelName[];
const OWN_FRAME = { url: 'forger://app/index.html', parent: null };

type Listener = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;

/** The wrapper over a fake ipcMain, with one function that handles every channel. */
function wrap(handle: (name: ChannelName, args: unknown) => unknown) {
  const listeners = new Map<string, Listener>();
  const log = vi.fn<(line: string, error?: unknown) => void>();
  registerChannels({
    ipcMain: { handle: (channel, listener) => void listeners.set(channel, listener as Listener) },
    handlers: Object.fromEntries(
      NAMES.map((name) => [name, (args: unknown) => handle(name, args)]),
    ) as unknown as Handlers,
    origins: ['forger://app'],
    log,
  });
  const invoke = async (
    name: ChannelName,
    payload: unknown[],
    senderFrame: unknown = OWN_FRAME,
  ): Promise<Reply<unknown>> =>
    (await listeners.get(`forger:${name}`)!({ senderFrame } as IpcMainInvokeEvent, ...payload)) as Reply<unknown>;
  return { invoke, listeners, log };
}

describe('the IPC wrapper', () => {
  it('serves every channel of the contract and no other', () => {
    expect([...wrap(() => null).listeners.keys()].sort()).toEqual(NAMES.map((name) => `forger:${name}`).sort());
  });

  describe.each(NAMES)('%s', (name) => {
    it('passes a well-formed request on and its result back', async () => {
      const handle = vi.fn(() => ({ some: 'result' }));
      expect(await wrap(handle).invoke(name, [VALID[name]])).toEqual({ ok: true, value: { some: 'result' } });
      expect(handle).toHaveBeenCalledExactlyOnceWith(name, CHANNELS[name].args.parse(VALID[name]));
    });

    it('lets nothing through that its schema refuses, and answers a typed refusal', async () => {
      const handled: unknown[] = [];
      const { invoke } = wrap((_name, args) => void handled.push(args));
      await fc.assert(
        fc.asyncProperty(payloadsFor(name), async (payload) => {
          handled.length = 0;
          const reply = await invoke(name, [payload]);
          const good = CHANNELS[name].args.safeParse(payload);
          if (isModest(payload) && good.success) {
            expect(reply).toEqual({ ok: true, value: undefined });
            expect(handled).toEqual([good.data]);
          } else {
            expect(reply).toEqual({
              ok: false,
              error: { code: 'invalid-request', message: expect.stringMatching(/\S/) },
            });
            expect(handled).toEqual([]);
          }
        }),
        { numRuns: 1000 },
      );
    });

    it.each([
      ['no frame', null],
      ['a frame in a frame', { ...OWN_FRAME, parent: OWN_FRAME }],
      ['another origin', { url: 'https://example.com/', parent: null }],
      ['another host of the scheme', { url: 'forger://evil/index.html', parent: null }],
      ['a file', { url: 'file:///index.html', parent: null }],
      ['a blank page', { url: 'about:blank', parent: null }],
      ['no address', { url: '', parent: null }],
    ])('is refused to %s', async (_who, frame) => {
      const handle = vi.fn();
      const reply = await wrap(handle).invoke(name, [VALID[name]], frame);
      expect(reply).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
      expect(handle).not.toHaveBeenCalled();
    });
  });

  it.each([
    ['a text of a hundred megabytes', { id: 'x'.repeat(100 * 2 ** 20) }],
    ['ten million values', { id: Array.from({ length: 10_000_000 }, () => 0) }],
    ['a hundred thousand names', Object.fromEntries(Array.from({ length: 100_001 }, (_, at) => [at, 0]))],
    ['a nest without an end', Array.from({ length: 100_000 }).reduce((nest) => [nest], [])],
    ['a buffer', { id: new Uint8Array(100 * 2 ** 20) }],
    ['a map', { id: new Map([[1, 1]]) }],
  ])('refuses %s before any schema sees it', async (_what, payload) => {
    const { invoke, log } = wrap(() => null);
    expect(await invoke('runs.get', [payload])).toEqual({
      ok: false,
      error: { code: 'invalid-request', message: TOO_LARGE },
    });
    expect(log).toHaveBeenCalledExactlyOnceWith('refused runs.get: too large, or too deep');
  });

  it.each([[[]], [[{}, {}]]])('refuses %j: a request is one argument', async (payload) => {
    expect(await wrap(() => null).invoke('runs.list', payload)).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
  });

  it('carries an error meant for the user as it is and does not log it', async () => {
    const { invoke, log } = wrap(() => Promise.reject(new ForgerError('busy', 'Stop it there first.')));
    expect(await invoke('runs.list', [{}])).toEqual({
      ok: false,
      error: { code: 'busy', message: 'Stop it there first.' },
    });
    expect(log).not.toHaveBeenCalled();
  });

  it('answers any error typed, and logs with its stack what nobody expected', async () => {
    const surprise = new TypeError('x is not a function');
    const { invoke, log } = wrap(() => {
      throw surprise;
    });
    const reply = await invoke('runs.list', [{}]);
    expect(reply).toEqual({ ok: false, error: { code: 'internal', message: 'x is not a function' } });
    expect(log).toHaveBeenCalledExactlyOnceWith('runs.list failed', surprise);
  });

  it('answers whatever is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (thrown) => {
        const reply = await wrap(() => {
          throw thrown;
        }).invoke('runs.list', [{}]);
        expect(reply.ok ? undefined : reply.error.code).toSatisfy((code: unknown) =>
          ERROR_CODES.includes(code as never),
        );
      }),
      // What cannot be made a text once broke it.
      { examples: [[{ toString: 0 }], [Object.create(null)], [Symbol('thrown')]] },
    );
  });
});

describe('isTrustedSender', () => {
  it('knows the dev server where there is one', () => {
    const origins = ['forger://app', 'http://localhost:5173'];
    expect(isTrustedSender({ url: 'http://localhost:5173/index.html', parent: null }, origins)).toBe(true);
    expect(isTrustedSender({ url: 'http://localhost:5174/', parent: null }, origins)).toBe(false);
    expect(isTrustedSender({ url: 'http://localhost:5173.evil.example/', parent: null }, origins)).toBe(false);
    expect(isTrustedSender({ url: 'http://forger@evil.example/', parent: null }, origins)).toBe(false);
  });
});
