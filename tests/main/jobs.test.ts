import { describe, expect, it, vi } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import { idSchema } from '@shared/run.ts';
import { Jobs, type JobResult } from '../../electron/main/jobs/jobs.ts';

const RESULT = { record: { id: 'shoes' }, report: { imported: 2 } } as unknown as JobResult;

const patient = { timeout: 30_000 };

function jobsWith() {
  const events: unknown[][] = [];
  const log = vi.fn();
  const jobs = new Jobs({
    onProgress: (...event) => events.push(['progress', ...event]),
    onDone: (...event) => events.push(['done', ...event]),
    onFailed: (...event) => events.push(['failed', ...event]),
    log,
  });
  const idle = (): Promise<void> => vi.waitFor(() => expect(jobs.count).toBe(0), patient);
  return { jobs, events, log, idle };
}

describe('Jobs', () => {
  it('names a job at once by an id of the contract and tells its end', async () => {
    const { jobs, events, idle } = jobsWith();
    const job = jobs.start(async () => RESULT);
    expect(idSchema.safeParse(job).success).toBe(true);
    await idle();
    expect(events).toEqual([['done', job, RESULT]]);
  });

  it('tells the latest progress, and none after the end', async () => {
    const { jobs, events, idle } = jobsWith();
    const job = jobs.start(async (_signal, onProgress) => {
      for (let done = 0; done <= 1000; done += 1) onProgress({ done, total: 1000, refused: 0 });
      await vi.waitFor(() => expect(events).toHaveLength(1), patient);
      onProgress({ done: 7, total: 1000, refused: 0 });
      return RESULT;
    });
    await idle();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(events).toEqual([
      ['progress', job, { done: 1000, total: 1000, refused: 0 }],
      ['done', job, RESULT],
    ]);
  });

  it('tells a failure with its sentence', async () => {
    const { jobs, events, log, idle } = jobsWith();
    const job = jobs.start(() => Promise.reject(new ForgerError('no-space', 'The disk is full.')));
    await idle();
    expect(events).toEqual([['failed', job, { code: 'no-space', message: 'The disk is full.' }]]);
    expect(log).not.toHaveBeenCalled();
  });

  it('cancels the one it is asked to, and says so whatever the work threw', async () => {
    const { jobs, events, idle } = jobsWith();
    const waiting = (signal: AbortSignal): Promise<JobResult> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('pipe closed'))));
    const job = jobs.start(waiting);
    const other = jobs.start(waiting);
    jobs.cancel(job);
    await vi.waitFor(() => expect(jobs.count).toBe(1), patient);
    expect(events).toEqual([['failed', job, { code: 'cancelled', message: 'Cancelled.' }]]);
    jobs.cancelAll();
    await idle();
    expect(events.map(([, name]) => name)).toEqual([job, other]);
    expect(() => jobs.cancel(job)).toThrow('already ended');
  });
});
