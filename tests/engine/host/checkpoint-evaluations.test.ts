import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { bestStep } from '@shared/checkpoint-policy.ts';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { MEASURED_IDS } from '@shared/measured.ts';
import { evaluateCheckpoints } from '../../../electron/engine/host/index.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let place: TemporaryLibrary;
beforeEach(async () => void (place = await temporaryLibrary(64)));
afterEach(() => place.remove());

/** Eight steps an epoch. */
const SHORT: Partial<RunConfigInput> = { steps: 24, 'ema.decay': 0.9, 'evaluations.every': 1 };

/** Without the clock. */
const valuesOf = async (id: string): Promise<object[]> => without(await place.library.readCheckpointEvaluations(id));
const without = (all: readonly CheckpointEvaluation[]): object[] => all.map(({ seconds: _, ...made }) => made);
const stepsOf = async (id: string): Promise<number[]> =>
  (await place.library.readCheckpointEvaluations(id)).map(({ step }) => step);

describe('checkpoints of a run', () => {
  test('are measured to the same numbers, whenever there was time: while it trained, after it, resumed, by hand', async () => {
    const { library, prepare } = place;
    const run = async (share: number): Promise<string> => (await prepare({ ...SHORT, 'evaluations.share': share })).id;
    const early = await run(100);
    expect((await trainHere(library, early)).state).toBe('finished');
    const values = await valuesOf(early);
    expect(values).toMatchObject([8, 16, 24].map((step) => ({ step, epoch: step / 8, average: true, samples: 500 })));
    for (const made of await library.readCheckpointEvaluations(early)) {
      expect(Object.keys(made.values)).toEqual([...MEASURED_IDS]);
      expect(Number.isFinite(made.values['kid'])).toBe(true);
      expect(made.values['classes']).toBeNull();
    }

    // Stopped at its first checkpoint, and again while the rest was measured: nothing is lost.
    const late = await run(0);
    await trainHere(library, late, ({ what }, control) => {
      if (what === 'checkpoint') control.stop();
    });
    expect(await stepsOf(late)).toEqual([]);
    const end = await trainHere(library, late, ({ what }, control) => {
      if (what === 'evaluations') control.stop();
    });
    expect(end).toMatchObject({ state: 'finished', step: 24 });
    expect(end.evaluating).toBeUndefined();
    expect(await stepsOf(late)).toEqual([8]);
    const pending = async (): Promise<number[]> =>
      (await library.listCheckpoints(late)).filter((one) => one.pending).map(({ step }) => step);
    expect(await pending()).toEqual([16, 24]);
    // Resumed at its end, it goes on with that alone.
    const again = await trainHere(library, late, ({ what }, control) => {
      if (what === 'evaluations') control.stop();
    });
    expect(again).toMatchObject({ state: 'finished', step: 24 });
    expect(await pending()).toEqual([24]);
    const byHand = (): Promise<CheckpointEvaluation[]> =>
      evaluateCheckpoints({
        ...{ library, bundledDir: BUNDLED, runId: late, steps: [24], signal: new AbortController().signal },
        onMeasured: () => undefined,
        onNotice: (sentence) => expect.unreachable(sentence),
      });
    expect(without(await byHand())).toEqual(values.slice(2));
    expect(await valuesOf(late)).toEqual(values);
    const held = tf.memory().numTensors;
    await byHand();
    expect(tf.memory().numTensors).toBe(held);

    // Measuring changes nothing of training.
    const bits = async (id: string): Promise<unknown> => (await library.fingerprint(id, 24)).tensors;
    expect(await bits(late)).toEqual(await bits(early));
  });

  test('that wait are kept, and of the measured the best', async () => {
    const { library, prepare } = place;
    const { id } = await prepare({
      ...SHORT,
      ...{ steps: 32, 'checkpoint.keep': 'best', 'checkpoint.bestBy': 'swdPixels', 'evaluations.share': 0 },
    });
    const left: number[][] = [];
    await trainHere(library, id, ({ what }) => {
      if (what === 'checkpoint') void library.listCheckpoints(id).then((all) => left.push(all.map(({ step }) => step)));
    });
    expect(left.some((steps) => steps.length >= 3)).toBe(true);
    const measured = await library.readCheckpointEvaluations(id);
    expect(measured.map(({ step }) => step)).toEqual([8, 16, 24, 32]);
    const [best] = [...measured].sort((a, b) => (a.values['swdPixels'] ?? 0) - (b.values['swdPixels'] ?? 0));
    const checkpoints = await library.listCheckpoints(id);
    expect(bestStep(checkpoints)).toBe(best?.step);
    expect(checkpoints.map(({ step }) => step)).toEqual([...new Set([best?.step, 24, 32])].sort((a, b) => a! - b!));
  });
});

test('a data set that is too small is measured by nobody', async () => {
  const small = await temporaryLibrary(40);
  try {
    const { library, prepare } = small;
    const { id, config } = await prepare({ steps: 5 });
    expect(config['evaluations.every']).toBe(0);
    await expect(prepare({ steps: 5, 'evaluations.every': 1 })).rejects.toThrow(
      /40 images, and measuring takes at least 50/,
    );
    await trainHere(library, id);
    const nothing = { onMeasured: () => undefined, onNotice: () => undefined };
    const signal = new AbortController().signal;
    await expect(
      evaluateCheckpoints({ library, bundledDir: BUNDLED, runId: id, steps: [5], signal, ...nothing }),
    ).rejects.toThrow(/40 images, and measuring takes at least 50/);
  } finally {
    small.remove();
  }
});
