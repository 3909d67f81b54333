import fc from 'fast-check';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Library, type Checkpoint } from '../../electron/store/index.ts';
import { checkpointAt, metricRow, newRun, temporaryFolder } from './support/fixtures.ts';

/** Bits flipped, ends cut off, files deleted, emptied, lengthened or taken from another checkpoint. */
type Damage = 'flip' | 'truncate' | 'delete' | 'empty' | 'lengthen' | 'swap';
const damage = fc.record({
  kind: fc.constantFrom<Damage>('flip', 'truncate', 'delete', 'empty', 'lengthen', 'swap'),
  file: fc.nat(),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bit: fc.nat(7),
});

/** A checkpoint with every kind of file. */
const fullCheckpointAt = (step: number): Checkpoint => ({
  ...checkpointAt(step),
  average: checkpointAt(step + 0.125).generator,
  discriminator: [
    ...checkpointAt(step).discriminator,
    { name: '1_dense/singularVector', shape: [1, 2], data: Float32Array.of(step, 1) },
  ],
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
}

/** What a JSON file says, without its layout; null where it says nothing. */
async function meaning(path: string): Promise<string | null> {
  try {
    return JSON.stringify(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null; // Gone, or no JSON any more: that is the point of this test.
  }
}

/** So many that the pyramid holds some blocks. */
const ROWS = 100;

describe('damage', () => {
  let library: Library;
  let id: string;
  let problems: string[];
  let newest: string;
  let older: string;

  beforeEach(async () => {
    problems = [];
    library = await Library.open(await temporaryFolder(), { onProblem: (problem) => problems.push(problem) });
    ({ id } = await library.createRun(newRun()));
    const writer = await library.openWriter(id, 'app');
    await writer.setStatus({ state: 'stopped', step: 20 });
    for (const step of [10, 20]) await writer.writeCheckpoint(fullCheckpointAt(step));
    await writer.close();
    older = join(library.runDir(id), 'checkpoints', 'step-00000010');
    newest = join(library.runDir(id), 'checkpoints', 'step-00000020');
  });

  async function harm(path: string, other: string, { kind, at, bit }: { kind: Damage; at: number; bit: number }): Promise<void> {
    const bytes = await readFile(path);
    const place = Math.floor(at * bytes.length);
    if (kind === 'delete') return rm(path);
    if (kind === 'swap') return cp(other, path);
    if (kind === 'flip') bytes[place]! ^= 1 << bit;
    const harmed = { flip: bytes, truncate: bytes.subarray(0, place), empty: Buffer.alloc(0), lengthen: Buffer.concat([bytes, Buffer.of(0)]) };
    return writeFile(path, harmed[kind]);
  }

  it('to any file of a checkpoint is found, and the one before it is used', async () => {
    const files = await filesIn(newest);
    expect(files).toEqual([
      'average/model.json', 'average/weights.bin', 'discriminator/model.json', 'discriminator/weights.bin', 'extra.safetensors',
      'generator/model.json', 'generator/weights.bin', 'manifest.json', 'optimizers.safetensors', 'run.json', 'state.json',
    ]);
    const whole = join(library.dir, 'whole');
    await cp(newest, whole, { recursive: true });
    await fc.assert(
      fc.asyncProperty(damage, async (what) => {
        const file = files[what.file % files.length]!;
        // These files are the same in every checkpoint of a run, as they should be.
        const same = what.kind === 'swap' && (file.endsWith('model.json') || file === 'run.json');
        // A flip may only change the manifest's layout; what it says is then still true.
        const before = await meaning(join(newest, file));
        await harm(join(newest, file), join(older, file), what);
        const unchanged = same || (file === 'manifest.json' && before === (await meaning(join(newest, file))));
        problems.length = 0;
        if (unchanged) {
          expect(await library.newestCheckpoint(id)).toEqual(fullCheckpointAt(20));
        } else {
          expect(await library.newestCheckpoint(id)).toEqual(fullCheckpointAt(10));
          expect(problems).toHaveLength(1);
          await expect(library.readCheckpoint(id, 20)).rejects.toMatchObject({ name: 'ForgerError', message: problems[0] });
        }
        await rm(newest, { recursive: true });
        await cp(whole, newest, { recursive: true });
      }),
      { numRuns: 200 },
    );
  });

  it('to every checkpoint leaves none, and the run starts over', async () => {
    for (const folder of [older, newest]) await rm(join(folder, 'manifest.json'));
    expect(await library.newestCheckpoint(id)).toBeNull();
    expect(problems).toHaveLength(2);
    await rm(join(library.runDir(id), 'checkpoints'), { recursive: true });
    expect(await library.newestCheckpoint(id)).toBeNull();
    expect(await library.listCheckpoints(id)).toEqual([]);
  });

  it('to a checkpoint is repaired when the run gets there again', async () => {
    await writeFile(join(newest, 'state.json'), '{}');
    const writer = await library.openWriter(id, 'app');
    await writer.writeCheckpoint(checkpointAt(20));
    await writer.close();
    expect(await library.newestCheckpoint(id)).toEqual(checkpointAt(20));
    expect((await readdir(join(library.runDir(id), 'checkpoints'))).sort()).toEqual(['step-00000010', 'step-00000020']);
  });

  it('to what lies beside the checkpoints never ends the program, and the run goes on', async () => {
    const files = ['run.json', 'status.json', 'metrics.jsonl', 'metrics.pyramid', 'pins.json', 'samples/epoch-0001.png', 'log.txt'];
    const writer = await library.openWriter(id, 'app');
    await writer.appendMetrics(Array.from({ length: ROWS }, (_, at) => metricRow(at + 1)));
    await writer.writeSamples('epoch-0001.png', Buffer.alloc(100, 7));
    await writer.log('line');
    await writer.close();
    await library.pinCheckpoint(id, 10, true);
    const record = await library.readRun(id);
    const whole = join(library.dir, 'whole');
    await cp(library.runDir(id), whole, { recursive: true });
    await fc.assert(
      fc.asyncProperty(damage, async (what) => {
        const file = files[what.file % files.length]!;
        const other = files[(what.file + 1) % files.length]!;
        await harm(join(library.runDir(id), file), join(whole, other), what);
        // run.json has its copy in the checkpoints.
        expect(await library.readRun(id)).toEqual(record);
        expect(await library.listRuns()).toHaveLength(1);
        const status = await library.readStatus(id);
        expect(['stopped', 'interrupted']).toContain(status.state);
        expect(status.step).toBe(20);
        if (file === 'metrics.jsonl') expect((await library.readMetrics(id, 0)).columns.step.length).toBeLessThanOrEqual(ROWS);
        const { rows } = await library.readMetricBuckets(id, { from: 1, to: ROWS, buckets: 1 });
        // Blocks that were stored before the damage still know the rows it took.
        expect(rows[0] ?? 0).toBeGreaterThanOrEqual(file === 'metrics.jsonl' ? 0 : ROWS);
        if (file === 'pins.json')
          expect(await library.pinnedCheckpoints(id).catch((error: { code: string }) => error.code)).toEqual(expect.toBeOneOf(['damaged', [10], []]));
        const again = await library.openWriter(id, 'app');
        await again.appendMetrics([metricRow(999)]);
        await again.log('line');
        await again.close();
        expect((await library.readMetrics(id, 0)).columns.step.at(-1)).toBe(999);
        expect(JSON.parse(await readFile(join(library.runDir(id), 'run.json'), 'utf8')).name).toBe('First try');
        await rm(library.runDir(id), { recursive: true });
        await cp(whole, library.runDir(id), { recursive: true });
      }),
      { numRuns: 200 },
    );
  });

  it('by leftovers and strangers in the folders changes nothing', async () => {
    const checkpoints = join(library.runDir(id), 'checkpoints');
    await mkdir(join(checkpoints, 'step-00000030'));
    await mkdir(join(checkpoints, 'step-30'));
    await writeFile(join(checkpoints, 'step-00000040'), 'x');
    await mkdir(join(library.runDir(id), 'samples', 'epoch-0001.png'));
    expect((await library.newestCheckpoint(id))?.step).toBe(20);
    expect((await library.listCheckpoints(id)).map(({ step }) => step)).toEqual([10, 20, 30]);
    expect(await library.listSamples(id)).toEqual([]);
  });

  it('a checkpoint of other networks is not taken for one of this run', async () => {
    const other = await library.createRun(newRun({ networks: { ...newRun().networks, latentSize: 4 } }));
    await cp(older, join(library.runDir(other.id), 'checkpoints', 'step-00000010'), { recursive: true });
    expect(await library.newestCheckpoint(other.id)).toBeNull();
    expect(problems).toEqual(['The checkpoint of step 10 is damaged: its weights do not fit the networks of the run. Use an older one.']);
  });
});
