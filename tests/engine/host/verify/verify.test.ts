import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdictInWords, type VerifyReport } from '@shared/verify.ts';
import { run as forger } from '../../../../electron/cli/run.ts';
import { compareLanes, TOLERANCE, type Lane } from '../../../../electron/engine/host/verify/compare.ts';
import { performHere } from '../../../../electron/engine/host/verify/perform.ts';
import { verifyRun, type PerformTask, type VerifyTask } from '../../../../electron/engine/host/verify/verify.ts';
import type { Library } from '../../../../electron/store/index.ts';
import { BUNDLED, temporaryLibrary, trainHere, type TemporaryLibrary } from '../../support/library.ts';
import { treeOf } from '../run-file/support.ts';

let place: TemporaryLibrary;
let library: Library;
let run: string;
beforeAll(async () => {
  place = await temporaryLibrary();
  ({ library } = place);
  ({ id: run } = await place.prepare({ execution: 'eager', steps: 10, 'ema.decay': 0.9, 'checkpoint.everySteps': 5 }));
  expect((await trainHere(library, run)).state).toBe('finished');
}, 60_000);
afterAll(() => place.remove());

const verify = (perform: PerformTask = performHere, signal = new AbortController().signal): Promise<VerifyReport> =>
  verifyRun({
    ...{ library: library.dir, bundledDir: BUNDLED, run, steps: 3, signal, perform },
    onProgress: () => undefined,
  });

/** Changes a file of the second copy after its first half was saved. */
const meddling =
  (meddle: (folder: string) => Promise<void>): PerformTask =>
  async (task, ways) => {
    const known: VerifyTask = task;
    if (known.type === 'train' && known.lane === 'parts' && known.to === 16)
      await meddle(join(known.place, 'runs', 'parts'));
    return performHere(task, ways);
  };

describe('a check that a run goes on exactly', () => {
  it('finds it identical bit for bit, and touches nothing of the library', async () => {
    const before = await treeOf(library.dir);
    const stages = new Set<string>();
    const report = await verifyRun({
      ...{ library: library.dir, bundledDir: BUNDLED, run, steps: 3, signal: new AbortController().signal },
      perform: performHere,
      onProgress: ({ stage }) => stages.add(stage),
    });
    expect(report).toMatchObject({
      integrity: { damaged: [] },
      comparison: { from: 10, to: 16, exact: true, verdict: 'identical', differing: [], largest: { difference: 0 } },
      problem: null,
    });
    const { fingerprints, arrays } = report.comparison!;
    expect(fingerprints.whole).toBe(fingerprints.parts);
    expect(arrays).toBeGreaterThan(10);
    expect(report.integrity.files).toBeGreaterThan(20);
    expect([...stages]).toEqual(['files', 'whole', 'first', 'second', 'compare']);
    expect(await treeOf(library.dir)).toEqual(before);
  });

  it('says what differs where the second half does not begin as the first ended', async () => {
    const report = await verify(
      meddling(async (folder) => {
        // As if the last checkpoint had been lost, and the settings changed.
        await rm(join(folder, 'checkpoints', 'step-00000013'), { recursive: true });
        const path = join(folder, 'run.json');
        const { sha256: _sha256, ...record } = JSON.parse(await readFile(path, 'utf8')) as {
          sha256: string;
          config: Record<string, unknown>;
        };
        await writeFile(path, JSON.stringify({ ...record, config: { ...record.config, seed: 12345 } }));
      }),
    );
    const { comparison } = report;
    expect(comparison).toMatchObject({ verdict: 'differs', exact: true });
    expect(comparison!.differing).toContain('metrics');
    expect(comparison!.largest.difference).toBeGreaterThan(0);
    expect(verdictInWords(comparison!)).toMatch(
      /^Different after 6 steps: \d+ arrays, the most \S+ by .*should be equal\.$/,
    );
  });

  it('cancelled, leaves nothing', async () => {
    const before = await treeOf(library.dir);
    const controller = new AbortController();
    const perform: PerformTask = async (task, ways) => {
      if (task.type === 'train') controller.abort();
      return performHere(task, ways);
    };
    await expect(verify(perform, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await treeOf(library.dir)).toEqual(before);
  });

  it.each<[string, string, (bytes: Buffer) => Buffer | null, string]>([
    ['a bit of the weights', 'checkpoints/step-00000005/generator/weights.bin', flipped, 'was altered'],
    ['the end of the slots', 'checkpoints/step-00000005/optimizers.safetensors', cut, 'has another length'],
    ['a file of a checkpoint', 'checkpoints/step-00000005/state.json', () => null, 'is missing'],
    ['a manifest', 'checkpoints/step-00000005/manifest.json', flipped, 'is missing or damaged'],
    ['a sample grid', 'samples/epoch-0001.png', cut, 'is no whole picture'],
    ['a bit of a sample grid', 'samples/epoch-0001.png', flipped, 'is no whole picture'],
    [
      'a line of metrics',
      'metrics.jsonl',
      (bytes) => Buffer.from(bytes.toString().replace('{"step":3', '{"step":1')),
      'were altered',
    ],
    ['the status', 'status.json', flipped, 'damaged'],
    ['the record', 'run.json', () => null, 'is missing'],
  ])('finds %s damaged', async (_what, file, damage, what) => {
    const path = join(library.runDir(run), file);
    const whole = await readFile(path);
    try {
      const bytes = damage(whole);
      if (bytes) await writeFile(path, bytes);
      else await rm(path);
      const { integrity } = await verify(async (task, ways) => {
        if (task.type !== 'prepare') throw new Error('Only the files are looked at here.');
        return performHere(task, ways);
      });
      expect(integrity.damaged).toEqual([{ file, what: expect.stringContaining(what) }]);
    } finally {
      await writeFile(path, whole);
    }
  });

  it('by the command line says both fingerprints, and that they agree', async () => {
    const said = { out: '', err: '' };
    const terminal = {
      out: (text: string) => void (said.out += text),
      err: (text: string) => void (said.err += text),
      interactive: false,
    };
    const code = await forger(['verify', run, '--steps', '2', '--library', library.dir], terminal, {});
    expect({ code, err: said.err }).toEqual({ code: 0, err: '' });
    const [first, second] = said.out.match(/[0-9a-f]{64}/g) ?? [];
    expect(first).toBe(second);
    expect(said.out).toMatch(
      /all as they were written\nFrom step 10 to 14 on CPU.*\nIdentical, bit for bit, after 4 steps\.\n$/s,
    );
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[bytes.length >> 1] = (copy[bytes.length >> 1] ?? 0) ^ 1;
  return copy;
}

function cut(bytes: Buffer): Buffer {
  return bytes.subarray(0, -3);
}

describe('two copies held against each other', () => {
  it('on a device that does not repeat itself, small differences are within tolerance, large ones are not', async () => {
    const checkpoint = await library.readCheckpoint(run, 10);
    const lane = (scale: number): Lane => {
      const [first, ...rest] = checkpoint.generator;
      const data = first!.data.map((value) => value * scale);
      const fingerprint = {
        tensors: { 'generator/first': String(scale) },
        numbers: {},
        metrics: { rows: 0, sha256: '' },
      };
      return {
        fingerprint: { ...fingerprint, run, step: 10, configuration: '', sha256: String(scale) },
        checkpoint: { ...checkpoint, generator: [{ ...first!, data }, ...rest] },
      };
    };
    const facts = { from: 0, to: 10, device: 'GPU', began: 'GPU', exact: false };
    const close = compareLanes(lane(1), lane(1 + TOLERANCE / 2), facts);
    expect(close).toMatchObject({ verdict: 'within', differing: ['generator/first'] });
    expect(close.largest.difference).toBeCloseTo(TOLERANCE / 2, 5);
    expect(verdictInWords(close)).toMatch(/within tolerance.*vary by\.$/);
    expect(verdictInWords({ ...close, began: 'Another GPU' })).toContain(
      'began on Another GPU, where the check could not train: it speaks of GPU.',
    );
    expect(compareLanes(lane(1), lane(1 + TOLERANCE * 2), facts).verdict).toBe('differs');
    expect(compareLanes(lane(1), lane(1 + TOLERANCE / 2), { ...facts, exact: true }).verdict).toBe('differs');
    expect(compareLanes(lane(1), lane(Number.NaN), facts).verdict).toBe('differs');
  });
});
