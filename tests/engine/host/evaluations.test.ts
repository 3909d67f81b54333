import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRunFile } from '../../../electron/engine/host/run-file/open.ts';
import { saveRunFile } from '../../../electron/engine/host/run-file/save.ts';
import { Library } from '../../../electron/store/index.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../support/library.ts';

let place: TemporaryLibrary;
beforeEach(async () => void (place = await temporaryLibrary()));
afterEach(() => place.remove());

/** As often as epochs end: so short a run spends all its time on them. */
const ALWAYS = { steps: 15, 'evaluations.share': 100, 'ema.decay': 0.9 } as const;

/** Without the clock. */
const valuesOf = async (id: string): Promise<object[]> =>
  (await place.library.readEvaluations(id)).map(({ seconds: _, ...made }) => made);
const bitsOf = async (id: string): Promise<object> => {
  const { tensors, metrics, numbers } = await place.library.fingerprint(id);
  return { tensors, metrics, numbers };
};

describe('the evaluations of a run', () => {
  test('are the same of a run that was stopped between, and change nothing of its training', async () => {
    const { library, prepare } = place;
    const plain = await prepare({ ...ALWAYS, 'evaluations.share': 0 });
    await trainHere(library, plain.id);
    expect(await valuesOf(plain.id)).toEqual([]);

    // The best of checkpoints has each measured, whatever the clock says.
    const whole = await prepare({ ...ALWAYS, 'checkpoint.keep': 'best' });
    await trainHere(library, whole.id);
    expect(await bitsOf(whole.id)).toEqual(await bitsOf(plain.id));
    const values = await valuesOf(whole.id);
    expect(values).toMatchObject([5, 10, 15].map((step) => ({ id: 'sliced-wasserstein', step, epoch: step / 5 })));

    const stopped = await prepare({ ...ALWAYS, 'checkpoint.keep': 'best' });
    await trainHere(library, stopped.id, ({ what }, control) => {
      if (what === 'checkpoint') control.stop();
    });
    expect((await library.readStatus(stopped.id)).step).toBeLessThan(15);
    await trainHere(library, stopped.id);
    const at = (all: object[]): Map<unknown, object> =>
      new Map(all.map((made) => [(made as { step: number }).step, made]));
    const again = at(await valuesOf(stopped.id));
    for (const [step, made] of at(values)) expect(again.get(step)).toEqual(made);
  });

  test('are where the best of checkpoints has its distance from', async () => {
    const { library, prepare } = place;
    const { id } = await prepare({ ...ALWAYS, 'evaluations.share': 0, 'checkpoint.keep': 'best' });
    await trainHere(library, id);
    const values = new Map((await library.readEvaluations(id)).map(({ step, value }) => [step, value]));
    expect([...values.keys()]).toEqual([5, 10, 15]);
    for (const { step, distance } of await library.listCheckpoints(id)) expect(distance).toBe(values.get(step));
  });

  test('go with the run into a file and out of it', async () => {
    const { library, prepare } = place;
    const { id } = await prepare({ ...ALWAYS, 'checkpoint.keep': 'best' });
    await trainHere(library, id);
    const dir = mkdtempSync(join(tmpdir(), 'forger-evaluations-'));
    try {
      const out = join(dir, 'run.forger.zip');
      const work = { bundledDir: BUNDLED, signal: new AbortController().signal, onProgress: () => undefined };
      await saveRunFile({ library, runId: id, out, checkpoints: 'newest', images: true, ...work });
      const other = await Library.open(join(dir, 'library'));
      const opened = await openRunFile({ library: other, path: out, ...work });
      expect(await other.readEvaluations(opened.id)).toEqual(await library.readEvaluations(id));
    } finally {
      rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
    }
  });
});
