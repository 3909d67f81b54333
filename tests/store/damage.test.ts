import fc from 'fast-check';
import { encode } from 'fast-png';
import { cp, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Library, type Checkpoint } from '../../electron/store/index.ts';
import { checkIntegrity } from '../../electron/store/integrity.ts';
import { runPathsIn } from '../../electron/store/paths.ts';
import { filesIn, meaning } from './support/files-in.ts';
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

  async function harm(
    path: string,
    other: string,
    { kind, at, bit }: { kind: Damage; at: number; bit: number },
  ): Promise<void> {
    const bytes = await readFile(path);
    const place = Math.floor(at * bytes.length);
    if (kind === 'delete') return rm(path);
    if (kind === 'swap') return cp(other, path);
    if (kind === 'flip') bytes[place]! ^= 1 << bit;
    const harmed = {
      flip: bytes,
      truncate: bytes.subarray(0, place),
      empty: Buffer.alloc(0),
      lengthen: Buffer.concat([bytes, Buffer.of(0)]),
    };
    return writeFile(path, harmed[kind]);
  }

  it('to any file of a checkpoint is found, and the one before it is used', async () => {
    const files = await filesIn(newest);
    expect(files).toEqual([
      'average/model.json',
      'average/weights.bin',
      'discriminator/model.json',
      'discriminator/weights.bin',
      'extra.safetensors',
      'generator/model.json',
      'generator/weights.bin',
      'manifest.json',
      'optimizers.safetensors',
      'run.json',
      'state.json',
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
          await expect(library.readCheckpoint(id, 20)).rejects.toMatchObject({
            name: 'ForgerError',
            message: problems[0],
          });
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
    const files = [
      'run.json',
      'status.json',
      'metrics.jsonl',
      'metrics.pyramid',
      'pins.json',
      'samples/epoch-0001.png',
      'log.txt',
    ];
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
        if (file === 'metrics.jsonl')
          expect((await library.readMetrics(id, 0)).columns.step.length).toBeLessThanOrEqual(ROWS);
        const { rows } = await library.readMetricBuckets(id, { from: 1, to: ROWS, buckets: 1 });
        // Blocks that were stored before the damage still know the rows it took.
        expect(rows[0] ?? 0).toBeGreaterThanOrEqual(file === 'metrics.jsonl' ? 0 : ROWS);
        if (file === 'pins.json')
          expect(await library.pinnedCheckpoints(id).catch((error: { code: string }) => error.code)).toEqual(
            expect.toBeOneOf(['damaged', [10], []]),
          );
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

  describe('to any file of a run', () => {
    const writeRun = async (): Promise<void> => {
      const writer = await library.openWriter(id, 'app');
      await writer.truncateMetrics(0);
      const picture = encode({ width: 8, height: 8, data: new Uint8Array(64).fill(7), channels: 1 });
      for (const epoch of [0, 1, 2]) {
        if (epoch > 0)
          await writer.appendMetrics(Array.from({ length: 10 }, (_, at) => metricRow(10 * epoch - 9 + at)));
        await writer.writeSamples(`epoch-000${epoch}.png`, picture);
        if (epoch > 0) await writer.writeCheckpoint(fullCheckpointAt(10 * epoch));
      }
      // Rows behind the newest checkpoint.
      await writer.appendMetrics(Array.from({ length: 5 }, (_, at) => metricRow(21 + at)));
      await writer.log('line');
      await writer.setStatus({ state: 'stopped', step: 25 });
      await writer.close();
      await library.pinCheckpoint(id, 10, true);
    };
    const check = async (): Promise<string[]> =>
      (
        await checkIntegrity(runPathsIn(library.runDir(id)), {
          signal: new AbortController().signal,
          onBytes: () => undefined,
        })
      ).damaged.map(({ file }) => file);

    it('is found by a check of all files: a bit, the end, or all of it', async () => {
      await writeRun();
      expect(await check()).toEqual([]);
      // The older checkpoint has the same kinds as the newest.
      const files = (await filesIn(library.runDir(id))).filter(
        (file) => file !== 'metrics.pyramid' && !file.includes('step-00000010'),
      );
      expect(files).toHaveLength(5 + 3 + 11);
      const whole = join(library.dir, 'whole');
      await cp(library.runDir(id), whole, { recursive: true });
      for (const file of files)
        for (const kind of ['flip', 'truncate', 'delete'] as const) {
          const path = join(library.runDir(id), file);
          const before = await meaning(path);
          await harm(path, path, { kind, at: 0.7, bit: 1 });
          const found = await check();
          const names = file.startsWith('checkpoints/') ? [file, `${dirname(file)}/manifest.json`] : [file];
          // A flip may change nothing but the layout of JSON.
          if (before === null || before !== (await meaning(path)))
            expect(found, `${kind} ${file}`).toEqual(names.slice(0, 1));
          else expect(found, `${kind} ${file}`).toEqual([]);
          await cp(join(whole, file), path, { preserveTimestamps: true });
        }
      await rm(newest, { recursive: true });
      expect(await check()).toContain('checkpoints/step-00000020');
    });

    it('leaves the pyramid true: it is made again', async () => {
      await writeRun();
      const writer = await library.openWriter(id, 'app');
      await writer.appendMetrics(Array.from({ length: ROWS }, (_, at) => metricRow(26 + at)));
      await writer.close();
      const all = { from: 1, to: 1000, buckets: 3 };
      const before = await library.readMetricBuckets(id, all);
      const { pyramid } = runPathsIn(library.runDir(id));
      for (const kind of ['flip', 'truncate', 'delete'] as const) {
        await harm(pyramid, pyramid, { kind, at: 0.7, bit: 1 });
        expect(await library.readMetricBuckets(id, all)).toEqual(before);
      }
    });
  });

  describe('to the metrics', () => {
    const metrics = (): string => join(library.runDir(id), 'metrics.jsonl');
    const STEPS = Array.from({ length: 20 }, (_, at) => at + 1);

    beforeEach(async () => {
      const writer = await library.openWriter(id, 'app');
      await writer.truncateMetrics(0);
      for (const step of [10, 20]) {
        await writer.appendMetrics(Array.from({ length: 10 }, (_, at) => metricRow(step - 9 + at)));
        await writer.writeCheckpoint(checkpointAt(step));
      }
      await writer.setStatus({ state: 'stopped', step: 20 });
      await writer.close();
      expect((await library.listRuns())[0]?.damage).toBeNull();
    });

    const HARMS: [string, () => Promise<void>, string, number[]][] = [
      [
        'one digit changed',
        async () => writeFile(metrics(), (await readFile(metrics(), 'utf8')).replace('"step":15,', '"step":75,')),
        'rows after step 10 and up to step 20 were altered',
        STEPS.filter((step) => step !== 15),
      ],
      [
        'cut off',
        async () =>
          writeFile(metrics(), (await readFile(metrics(), 'utf8')).split('\n').slice(0, 12).join('\n') + '\n'),
        '8 of 20 rows are missing',
        STEPS.slice(0, 12),
      ],
      [
        'a line taken out',
        async () => writeFile(metrics(), (await readFile(metrics(), 'utf8')).split('\n').toSpliced(4, 1).join('\n')),
        'rows up to step 10 were altered',
        STEPS.filter((step) => step !== 5),
      ],
      ['deleted', () => rm(metrics()), 'it is missing, with 20 rows', []],
    ];

    it.each(HARMS)(
      '%s: the list says so, and a run goes on with the rest and a sentence',
      async (_what, harmed, _words, left) => {
        await harmed();
        // As time passes between a run's end and whatever happens to its files.
        await utimes(metrics(), new Date(Date.now() + 1000), new Date(Date.now() + 1000)).catch(() => undefined);
        const found = await readFile(metrics(), 'utf8').catch(() => null);
        const said = (await library.listRuns())[0]?.damage;
        expect(said).toMatch(/^The metrics of this run are damaged: (.*)\. It can still go on/);
        expect(await library.readDamage(id)).toBe(said);
        const writer = await library.openWriter(id, 'app');
        await writer.truncateMetrics(20);
        expect(writer.notices).toEqual([expect.stringContaining('The metrics of this run were damaged: ')]);
        await writer.appendMetrics([metricRow(21)]);
        await writer.writeCheckpoint(checkpointAt(21));
        await writer.setStatus({ state: 'stopped', step: 21 });
        await writer.close();
        expect((await library.readMetrics(id, 0)).columns.step).toEqual([...left, 21]);
        expect(await library.readLog(id)).toContain(writer.notices[0]);
        expect((await library.listRuns())[0]?.damage).toBe(writer.notices[0]);
        const aside = join(library.runDir(id), 'metrics.damaged-1.jsonl');
        expect(await readFile(aside, 'utf8').catch(() => null)).toBe(found);
        // The next time it is as the run left it.
        const again = await library.openWriter(id, 'app');
        await again.truncateMetrics(21);
        expect(again.notices).toEqual([]);
        await again.close();
        const { damaged } = await checkIntegrity(runPathsIn(library.runDir(id)), {
          signal: new AbortController().signal,
          onBytes: () => undefined,
        });
        // What older checkpoints knew stays lost, and a check goes on saying so.
        expect(damaged.map(({ file }) => file)).toContain('metrics.jsonl');
      },
    );

    it.each(HARMS)('%s: a check of all files says what', async (_what, harmed, words) => {
      await harmed();
      const { damaged } = await checkIntegrity(runPathsIn(library.runDir(id)), {
        signal: new AbortController().signal,
        onBytes: () => undefined,
      });
      expect(damaged.find(({ file }) => file === 'metrics.jsonl')?.what).toBe(words);
    });

    it('of a run whose checkpoints know their length alone is found where it shows', async () => {
      for (const folder of [older, newest]) {
        const path = join(folder, 'manifest.json');
        const { sha256: _, ...manifest } = JSON.parse(await readFile(path, 'utf8')) as {
          sha256: string;
          metrics: { bytes: number };
        };
        const text = JSON.stringify({ ...manifest, metrics: { bytes: manifest.metrics.bytes } });
        await writeFile(path, text);
      }
      const status = join(library.runDir(id), 'status.json');
      const { sha256: _, files: __, ...fields } = JSON.parse(await readFile(status, 'utf8')) as Record<string, unknown>;
      await writeFile(status, JSON.stringify(fields));
      expect((await library.listRuns())[0]?.damage).toBeNull();
      const quiet = await library.openWriter(id, 'app');
      await quiet.truncateMetrics(20);
      expect(quiet.notices).toEqual([]);
      await quiet.close();
      await writeFile(status, JSON.stringify(fields));
      await writeFile(metrics(), (await readFile(metrics(), 'utf8')).slice(0, 500));
      expect((await library.listRuns())[0]?.damage).toContain('rows up to step 20 are missing');
      const writer = await library.openWriter(id, 'app');
      await writer.truncateMetrics(20);
      expect(writer.notices).toHaveLength(1);
      await writer.close();
    });
  });

  it('to the newest checkpoint is told when the run goes on from the one before', async () => {
    await rm(newest, { recursive: true });
    const writer = await library.openWriter(id, 'app');
    await writer.goesOnFrom(10);
    await writer.close();
    expect(writer.notices).toEqual(['The checkpoint of step 20 is damaged or gone. The run went on from step 10.']);
    expect((await library.listRuns())[0]?.damage).toBe(writer.notices[0]);
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
    expect(problems).toEqual([
      'The checkpoint of step 10 is damaged: its weights do not fit the networks of the run. Use an older one.',
    ]);
  });
});
