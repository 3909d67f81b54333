import { expect, test } from 'vitest';
import type { ErrorCode } from '@shared/contract/errors.ts';
import type { Fit } from '@shared/preflight.ts';
import { findFit } from '../../../../electron/engine/host/preflight/find-fit.ts';
import type { ProbeLauncher } from '../../../../electron/engine/host/preflight/apart.ts';
import type { ProbeCommand, ProbeResult, ProbeSubject } from '../../../../electron/engine/host/preflight/messages.ts';

const RESULT: ProbeResult = {
  title: 'CPU',
  execution: 'eager',
  refusal: null,
  msPerStep: null,
  firstStepMs: 1,
  peakBytes: 1,
  gpuBytes: null,
};

/** A process for each trial that trains, or says by what it failed. @param failure of a part of so many images */
const launcher =
  (failure: (images: number) => ErrorCode | null): ProbeLauncher =>
  () => {
    let hear: (message: unknown) => void = () => undefined;
    let ended: () => void = () => undefined;
    return {
      postMessage: ({ subject: { config } }: ProbeCommand) => {
        const code = failure(config.batch / config['batch.accumulate']);
        queueMicrotask(() =>
          hear(
            code === null
              ? { type: 'answer', result: RESULT }
              : { type: 'failed', error: { code, message: `It ended: ${code}.` } },
          ),
        );
      },
      onMessage: (listener) => (hear = listener),
      onExit: (listener) => (ended = listener),
      kill: () => queueMicrotask(() => ended()),
    };
  };

const fitOf = (failure: (images: number) => ErrorCode | null): Promise<Fit> =>
  findFit({
    launch: launcher(failure),
    subject: {
      library: '',
      bundledDir: '',
      dataset: 'd',
      config: { batch: 400, 'batch.accumulate': 1 },
      networks: {},
    } as unknown as ProbeSubject,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });

test('a batch whose numbers break just above what fits does not fit either', async () => {
  expect(await fitOf((images) => (images > 150 ? 'out-of-memory' : images > 100 ? 'diverged' : null))).toEqual({
    batch: 96,
    accumulate: 5,
  });
});

test('a run whose numbers break at the smallest batch is said to diverge, and not to lack memory', async () => {
  await expect(fitOf(() => 'diverged')).rejects.toMatchObject({ code: 'diverged' });
});

test('where memory ends even the smallest batch, none fits', async () => {
  expect(await fitOf((images) => (images > 100 ? 'diverged' : 'out-of-memory'))).toEqual({
    batch: null,
    accumulate: null,
  });
});

test('another failure ends the search', async () => {
  await expect(fitOf(() => 'damaged')).rejects.toMatchObject({ code: 'damaged' });
});
