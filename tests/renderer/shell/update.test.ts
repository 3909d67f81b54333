import { afterEach, describe, expect, it, vi } from 'vitest';
import { trainsHere, Update } from '../../../renderer/src/lib/update.svelte.ts';
import { fixtureBridge } from '../fixtures/bridge.ts';
import { RUNS } from '../fixtures/library.ts';

afterEach(() => vi.unstubAllGlobals());

describe('the notice of an update', () => {
  it('tells what the app says, until it is put aside; a newer one is told again', async () => {
    const bridge = fixtureBridge({ 'app.update': () => ({ version: '0.2.1' }) });
    vi.stubGlobal('window', { forger: bridge });
    const update = new Update();
    const stop = update.start();
    expect(update.told).toBeNull();
    await update.load();
    expect(update.told).toBe('0.2.1');
    update.dismiss();
    expect(update.told).toBeNull();
    bridge.emit('update.changed', { version: '0.2.2' });
    expect(update.told).toBe('0.2.2');
    bridge.emit('update.changed', { version: null });
    expect(update.told).toBeNull();
    await update.restart();
    expect(bridge.calls.at(-1)?.name).toBe('app.restart');
    stop();
  });

  it('offers no restart while a run of this app trains, is paused or begins; one of the command line is not in the way', () => {
    const [run] = RUNS;
    const of = (state: 'training' | 'paused' | 'waiting' | 'finished', owner: 'app' | 'cli' | null, starting = false) =>
      trainsHere({ status: { ...run!.status, state, owner }, starting });
    expect([of('training', 'app'), of('paused', 'app'), of('waiting', null, true)]).toEqual([true, true, true]);
    expect([of('training', 'cli'), of('waiting', null), of('finished', null)]).toEqual([false, false, false]);
  });
});
