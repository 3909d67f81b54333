import { describe, expect, test, vi } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import { whenThereIsRoom } from '../../../electron/engine/host/patience.ts';
import { RunControl } from '../../../electron/engine/training/control.ts';

const full = (): ForgerError => new ForgerError('no-space', 'The disk is full.');

function patience() {
  const control = new RunControl();
  const calls: string[] = [];
  const tell =
    (what: string) =>
    async (message = '') =>
      void calls.push(what + message);
  return { control, calls, options: { control, onFull: tell('full: '), onRoom: tell('room'), retryEvery: 1 } };
}

describe('a full disk', () => {
  test('makes the run wait, once told, until there is room', async () => {
    const { calls, options } = patience();
    const work = vi.fn().mockRejectedValueOnce(full()).mockRejectedValueOnce(full()).mockResolvedValue('kept');
    expect(await whenThereIsRoom(work, options)).toBe('kept');
    expect(work).toHaveBeenCalledTimes(3);
    expect(calls).toEqual(['full: The disk is full.', 'room']);
  });

  test('is tried again at once when the user resumes', async () => {
    const { control, options } = patience();
    const work = vi.fn().mockRejectedValueOnce(full()).mockResolvedValue('kept');
    const result = whenThereIsRoom(work, {
      ...options,
      retryEvery: 1_000_000,
      onFull: async () => void setImmediate(() => control.resume()),
    });
    expect(await result).toBe('kept');
  });

  test('does not keep a run that is being stopped', async () => {
    const { control, options } = patience();
    control.stop();
    await expect(whenThereIsRoom(() => Promise.reject(full()), options)).rejects.toMatchObject({ code: 'no-space' });
  });

  test('is told from every other failure', async () => {
    const { calls, options } = patience();
    await expect(whenThereIsRoom(() => Promise.reject(new Error('broken')), options)).rejects.toThrow('broken');
    expect(calls).toEqual([]);
  });
});
