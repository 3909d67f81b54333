import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { datasetThumbnail, listDatasets, openDataset, readImportReport } from '../../electron/data/index.ts';
import { buildDataset } from '../../electron/data/library/build.ts';
import { UntrustedZip } from '../../electron/store/bundle/index.ts';
import { FILE_LIMITS, readWhole } from '../../electron/store/files/index.ts';
import { Library } from '../../electron/store/index.ts';
import { checkIntegrity } from '../../electron/store/integrity.ts';
import { runPathsIn } from '../../electron/store/paths.ts';
import { checkpointAt, metricRow, newRun, temporaryFolder } from './support/fixtures.ts';

const BUNDLED = resolve(import.meta.dirname, '../../resources/datasets');
/** Reading a pipe would wait for ever: so long is long enough to know. */
const PATIENCE_MS = 20_000;

/** What may stand in place of a file. */
const STRANGERS: Record<string, (path: string) => Promise<void>> = {
  'a named pipe': async (path) => void execFileSync('mkfifo', [path]),
  'a socket': async (path) => {
    // A socket's path has to be short.
    const folder = await temporaryFolder();
    const server = createServer().listen(join(folder, 's'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    await cp(join(folder, 's'), path, { dereference: true }).catch(() => symlink(join(folder, 's'), path));
  },
  'a device without an end': (path) => symlink('/dev/zero', path),
  'a folder': async (path) => void (await mkdir(path)),
  'a file without an end': async (path) => {
    await writeFile(path, '');
    await truncate(path, 2 ** 42);
  },
};

async function wholeRun(): Promise<{ library: Library; id: string; problems: string[] }> {
  const problems: string[] = [];
  const library = await Library.open(await temporaryFolder(), { onProblem: (problem) => problems.push(problem) });
  const { id } = await library.createRun(newRun());
  const writer = await library.openWriter(id, 'app');
  await writer.appendMetrics(Array.from({ length: 40 }, (_, at) => metricRow(at + 1)));
  await writer.writeSamples('epoch-0001.png', Buffer.alloc(100, 7));
  await writer.log('line');
  for (const step of [10, 20]) await writer.writeCheckpoint(checkpointAt(step));
  await writer.setStatus({ state: 'stopped', step: 20 });
  await writer.close();
  await library.pinCheckpoint(id, 10, true);
  return { library, id, problems };
}

/** Whatever comes of a read, its failure is told in a sentence. */
async function inASentence(read: () => Promise<unknown>): Promise<void> {
  await read().catch((error: { name: string; message: string }) => {
    expect(error.name).toBe('ForgerError');
    expect(error.message).toMatch(/^\S.*[.)]$/s);
  });
}

const RUN_FILES = [
  'run.json',
  'status.json',
  'metrics.jsonl',
  'metrics.pyramid',
  'pins.json',
  'log.txt',
  'lock',
  'samples/epoch-0001.png',
  'checkpoints/step-00000020/manifest.json',
  'checkpoints/step-00000020/state.json',
  'checkpoints/step-00000020/generator/weights.bin',
];

describe.each(Object.entries(STRANGERS))('%s in place of', (what, put) => {
  it.each(RUN_FILES)(
    '%s of a run holds up nobody: the run is listed, and what can be read is',
    async (file) => {
      const { library, id } = await wholeRun();
      const path = join(library.runDir(id), file);
      await rm(path, { force: true });
      await put(path);
      expect((await library.listRuns()).map((run) => run.id)).toEqual([id]);
      expect((await library.readRun(id)).name).toBe('First try');
      expect(['stopped', 'interrupted']).toContain((await library.readStatus(id)).state);
      const reads: (() => Promise<unknown>)[] = [
        () => library.newestCheckpoint(id),
        () => library.readMetrics(id, 0, 2 ** 20),
        () => library.readMetricBuckets(id, { from: 1, to: 40, buckets: 4 }),
        () => library.pinnedCheckpoints(id),
        () => library.readLog(id),
        () => library.readSample(id, 'epoch-0001.png'),
        async () => {
          const writer = await library.openWriter(id, 'cli');
          await writer.close();
        },
      ];
      for (const read of reads) await inASentence(read);
      expect((await library.newestCheckpoint(id))?.step).toBe(file.startsWith('checkpoints/') ? 10 : 20);
    },
    PATIENCE_MS,
  );

  it.each(['dataset.json', 'report.json', 'thumbnail.png', 'pixels.bin', 'labels.bin'])(
    '%s of a data set holds up nobody',
    async (file) => {
      const library = await temporaryFolder();
      const { record } = await buildDataset(library, { height: 3, width: 4, channels: 3 }, async (pixels) => {
        await pixels.append(new Uint8Array(72));
        const report = { imported: 2, refused: [], labels: [], seconds: 1 };
        return { name: 'Tiny', source: '', licence: null, labels: ['a'], numbers: Uint16Array.of(0, 0), report };
      });
      const path = join(library, 'datasets', record.id, file);
      await rm(path);
      await put(path);
      const problems: unknown[] = [];
      const listed = await listDatasets(library, BUNDLED, (error) => problems.push(error));
      const here = listed.find((summary) => summary.state === 'ready' && summary.record.id === record.id);
      // Only without its record is it no data set any more.
      expect(here === undefined).toBe(file === 'dataset.json');
      expect(problems).toHaveLength(file === 'dataset.json' ? 1 : 0);
      await inASentence(() => openDataset(library, BUNDLED, record.id));
      await inASentence(() => datasetThumbnail(library, BUNDLED, record.id));
      await inASentence(() => readImportReport(library, record.id));
      if (['report.json', 'thumbnail.png'].includes(file))
        expect((await openDataset(library, BUNDLED, record.id)).record).toEqual(record);
    },
    PATIENCE_MS,
  );

  it(
    'a run file, or line.json of the library, holds up nobody',
    async () => {
      const folder = await temporaryFolder();
      await put(join(folder, 'run.forger.zip'));
      await expect(UntrustedZip.open(join(folder, 'run.forger.zip'))).rejects.toMatchObject({ name: 'ForgerError' });
      await expect(readWhole(join(folder, 'run.forger.zip'), FILE_LIMITS.json)).rejects.toMatchObject({
        code: 'damaged',
        message: expect.stringMatching(
          what === 'a file without an end' ? /larger than any such file/ : /stands in place of the file/,
        ),
      });
    },
    PATIENCE_MS,
  );
});

describe('a link', () => {
  it('that leads a picture out of the library is not followed', async () => {
    const { library, id } = await wholeRun();
    const outside = await temporaryFolder();
    await writeFile(join(outside, 'epoch-0001.png'), 'secret');
    await writeFile(join(outside, 'thumbnail.png'), 'secret');
    const samples = join(library.runDir(id), 'samples');
    await rm(samples, { recursive: true });
    await symlink(outside, samples);
    await expect(library.readSample(id, 'epoch-0001.png')).rejects.toMatchObject({ code: 'not-found' });
    await symlink(outside, join(library.dir, 'datasets', 'shoes'));
    await mkdir(join(library.dir, 'datasets', 'hats'));
    await symlink(join(outside, 'thumbnail.png'), join(library.dir, 'datasets', 'hats', 'thumbnail.png'));
    for (const dataset of ['shoes', 'hats'])
      await expect(datasetThumbnail(library.dir, BUNDLED, dataset)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('by which runs or data sets as a whole lie on another disk is', async () => {
    const { library, id } = await wholeRun();
    const elsewhere = await temporaryFolder();
    await cp(join(library.dir, 'runs'), join(elsewhere, 'runs'), { recursive: true });
    await rm(join(library.dir, 'runs'), { recursive: true });
    await symlink(join(elsewhere, 'runs'), join(library.dir, 'runs'));
    expect(await library.readSample(id, 'epoch-0001.png')).toEqual(Buffer.alloc(100, 7));
  });
});

it('a check of all files says what stands in place of one', async () => {
  const { library, id } = await wholeRun();
  const paths = runPathsIn(library.runDir(id));
  await rm(paths.status);
  execFileSync('mkfifo', [paths.status]);
  const { damaged } = await checkIntegrity(paths, { signal: new AbortController().signal, onBytes: () => undefined });
  expect(damaged).toContainEqual({ file: 'status.json', what: expect.stringContaining('A named pipe') });
}, 20_000);
