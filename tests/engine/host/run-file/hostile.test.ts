import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { ForgerError } from '@shared/contract/errors.ts';
import { RUN_FORMAT } from '@shared/run.ts';
import type { Library } from '../../../../electron/store/index.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../../support/library.ts';
import { filesIn, rawZip, type RawEntry, type RawZip } from './raw-zip.ts';
import { emptyLibrary, open, save, treeOf } from './support.ts';

let place: TemporaryLibrary;
let library: Library;
let folder: string;
let remove: () => Promise<void>;
let run: string;
let good: Map<string, Buffer>;
let whole: Buffer;
let untouched: Record<string, string>;
beforeAll(async () => {
  place = await temporaryLibrary();
  ({ library, folder, remove } = await emptyLibrary());
  ({ id: run } = await place.prepare({ execution: 'eager', steps: 5 }));
  await trainHere(place.library, run);
  const path = join(folder, 'good.forger.zip');
  await save(place.library, run, path, { images: true });
  good = await filesIn(path);
  whole = await readFile(path);
  untouched = await treeOf(library.dir);
}, 60_000);
afterAll(async () => {
  place.remove();
  await remove();
});

const entries = (): RawEntry[] => [...good].map(([name, data]) => ({ name, data }));
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const seal = (fields: Record<string, unknown>): Buffer => {
  const { sha256: _old, ...rest } = fields;
  return Buffer.from(JSON.stringify({ ...rest, sha256: sha256(Buffer.from(JSON.stringify(rest))) }));
};
interface Manifest extends Record<string, unknown> {
  files: Record<string, { bytes: number; sha256: string }>;
  checkpoints: number[];
}
const manifestOf = (): Manifest => JSON.parse(good.get('manifest.json')!.toString()) as Manifest;
const jsonOf = (name: string): Record<string, unknown> =>
  JSON.parse(good.get(name)!.toString()) as Record<string, unknown>;

/** The good run with some files changed, added or (null) left out, and a manifest that says so. */
function altered(changes: Record<string, Buffer | null>, edit: (manifest: Manifest) => void = () => undefined): Buffer {
  const files = new Map(good);
  const manifest = manifestOf();
  for (const [name, data] of Object.entries(changes)) {
    if (data === null) {
      files.delete(name);
      Reflect.deleteProperty(manifest.files, name);
    } else {
      files.set(name, data);
      manifest.files[name] = { bytes: data.length, sha256: sha256(data) };
    }
  }
  edit(manifest);
  files.set('manifest.json', seal(manifest));
  return rawZip([...files].map(([name, data]) => ({ name, data })));
}

/** The good zip with one entry changed in its headers, or one more. */
const twisted = (name: string, change: Partial<RawEntry>, zip?: RawZip): Buffer =>
  rawZip(
    entries().map((entry) => (entry.name === name ? { ...entry, ...change } : entry)),
    zip,
  );
const added = (entry: RawEntry): Buffer => rawZip([...entries(), entry]);

const data = Buffer.from('hostile');
/** Sound JSON, and too much for whatever calls itself for each level. */
const DEEP = Buffer.from(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
const checkpoint = 'checkpoints/step-00000005';
const mebi = 2 ** 20;

/** Names that must lead nowhere. */
const NAMES: [string, string | Buffer][] = [
  ['absolute', '/etc/passwd'],
  ['leading up', '../run.json'],
  ['up within', 'samples/../../../run.json'],
  ['a drive', 'C:/run.json'],
  ['a drive alone', 'c:run.json'],
  ['backslashes', '..\\..\\run.json'],
  ['a share', '\\\\server\\share'],
  ['a NUL', 'run.json\0.png'],
  ['a dot', './run.json'],
  ['an empty part', 'samples//epoch-0000.png'],
  ['another case', 'RUN.JSON'],
  ['another case in a folder', 'Samples/epoch-0000.png'],
  ['a device', 'con'],
  ['a trailing dot', 'run.json.'],
  ['a trailing space', 'run.json '],
  ['percent signs', '%2e%2e/run.json'],
  ['a direction mark', '\u202Egnp.exe'],
  ['a decomposed letter', 'samples/e\u0301.png'],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x2f, 0x00])],
  ['a long name', `samples/${'x'.repeat(300)}.png`],
  ['no name', ''],
  ['a lock', 'lock'],
  ['the index', '.index'],
  ['work in progress', '.tmp-000000000000-1--000000000000'],
  ['a program', 'checkpoints/step-00000005/generator/run.sh'],
  ['a checkpoint of no step', 'checkpoints/step-5/state.json'],
  ['event files', 'tensorboard/events.out.tfevents.1'],
];

const ARCHIVES: Record<string, () => Buffer> = {
  ...Object.fromEntries(NAMES.map(([what, name]) => [`a name with ${what}`, () => added({ name, data })])),
  'nothing at all': () => Buffer.alloc(0),
  'no zip': () => Buffer.from('not a zip'.repeat(100)),
  'an empty zip': () => rawZip([]),
  'a zip of something else': () => rawZip([{ name: 'readme.txt', data }]),
  'a file twice': () => added({ name: 'run.json', data: good.get('run.json')! }),
  'a link': () => twisted('run.json', { mode: 0o120777 }),
  'a device node': () => twisted('run.json', { mode: 0o020666 }),
  'a folder in place of a file': () => twisted('run.json', { mode: 0o040755 }),
  'a folder of another name': () => added({ name: 'elsewhere/', data: Buffer.alloc(0), mode: 0o040755 }),
  'an encrypted file': () => twisted('run.json', { flags: 1 }),
  'an unknown method': () => twisted('run.json', { method: 12 }),
  'a method that is not that of the bytes': () => twisted('run.json', { method: 8 }),
  'a wrong CRC': () => twisted('run.json', { crc: 1 }),
  'a wrong CRC of a large file': () => twisted(`${checkpoint}/optimizers.safetensors`, { crc: 1 }),
  'a size too small': () => twisted('run.json', { deflate: true, size: 10 }),
  'a size too large': () => twisted('run.json', { deflate: true, size: 100_000 }),
  'a stored size that is not': () => twisted('run.json', { size: 10 }),
  'two names for one file': () => twisted('run.json', { localName: 'xxx.json' }),
  'files over one another': () => {
    const first = entries()[0]!;
    return rawZip([...entries(), { ...first, name: 'samples/epoch-0009.png', offset: 0 }]);
  },
  'a file over the directory': () => twisted('manifest.json', { packedSize: 10 ** 7, size: 10 ** 7 }),
  'a file beyond the end': () => twisted('run.json', { offset: 10 ** 8 }),
  'fewer files than are there': () => rawZip(entries(), { count: 3 }),
  'more files than are there': () => rawZip(entries(), { count: 60 }),
  'a second disk': () => rawZip(entries(), { disk: 1 }),
  'a comment that looks like an end': () => rawZip(entries(), { comment: Buffer.from('PK\x05\x06 and more of it…') }),
  'bytes behind the end': () => Buffer.concat([whole, data]),
  'the first half': () => whole.subarray(0, whole.length >> 1),
  'all but the last byte': () => whole.subarray(0, -1),
  'no manifest': () => rawZip(entries().filter(({ name }) => name !== 'manifest.json')),
  'a manifest that was altered': () =>
    twisted('manifest.json', {
      data: Buffer.from(good.get('manifest.json')!.toString().replace('"images": true', '"images":false')),
    }),
  'a manifest that is no JSON': () => twisted('manifest.json', { data }),
  'a manifest without a file': () => altered({}, (manifest) => delete manifest.files['log.txt']),
  'a manifest with one more file': () =>
    altered({}, (manifest) => (manifest.files['pins.json'] = { bytes: 2, sha256: sha256(data) })),
  'a manifest that names a prototype': () => {
    const text = JSON.stringify(manifestOf()).replace('"files":{', '"files":{"__proto__":{"bytes":1,"sha256":"x"},');
    return rawZip(
      entries().map((entry) => (entry.name === 'manifest.json' ? { ...entry, data: Buffer.from(text) } : entry)),
    );
  },
  'a manifest of another checkpoint': () => altered({}, (manifest) => (manifest.checkpoints = [4])),
  'a manifest of another run': () => altered({}, (manifest) => (manifest['run'] = { id: 'other', step: 5 })),
  'a file with another hash': () => altered({}, (manifest) => (manifest.files['log.txt']!.sha256 = sha256(data))),
  'no run.json': () => altered({ 'run.json': null }),
  'no status.json': () => altered({ 'status.json': null }),
  'a run.json of anything': () => altered({ 'run.json': Buffer.from('{}') }),
  'a run.json of a newer Forger': () =>
    altered({ 'run.json': seal({ ...jsonOf('run.json'), format: RUN_FORMAT + 1 }) }),
  'a run.json that was altered': () =>
    altered({ 'run.json': Buffer.from(JSON.stringify({ ...jsonOf('run.json'), name: 'Other' })) }),
  'an id that is a path': () =>
    altered(
      { 'run.json': seal({ ...jsonOf('run.json'), id: '../../x' }) },
      (manifest) => (manifest['run'] = { id: '../../x', step: 5 }),
    ),
  'networks that do not fit together': () => {
    const record = jsonOf('run.json') as { networks: { generator: object[] } };
    const generator = [{ type: 'dense', units: 7, useBias: true }];
    return altered({ 'run.json': seal({ ...record, networks: { ...record.networks, generator } }) });
  },
  'networks that fit no memory': () => {
    const record = jsonOf('run.json') as { networks: { generator: object[] } };
    const generator = [{ type: 'dense', units: 1_000_000_000, useBias: true }, ...record.networks.generator];
    return altered({ 'run.json': seal({ ...record, networks: { ...record.networks, generator } }) });
  },
  'more threads than any machine has': () => {
    const way = { execution: 'eager', threads: 2000 };
    return altered({ 'run.json': seal({ ...jsonOf('run.json'), way }) });
  },
  'a status with as many': () => altered({ 'status.json': seal({ ...jsonOf('status.json'), threads: 1e9 }) }),
  ...Object.fromEntries(
    ['manifest.json', 'run.json', 'status.json', 'pins.json', 'dataset/dataset.json', `${checkpoint}/state.json`].map(
      (name) => [
        `a ${name} nested without end`,
        () => (name === 'manifest.json' ? twisted(name, { data: DEEP }) : altered({ [name]: DEEP })),
      ],
    ),
  ),
  'a status of anything': () => altered({ 'status.json': data }),
  'pins of anything': () => altered({ 'pins.json': data }),
  'a checkpoint without its manifest': () => altered({ [`${checkpoint}/manifest.json`]: null }),
  'a checkpoint without its weights': () => altered({ [`${checkpoint}/generator/weights.bin`]: null }),
  'a checkpoint with other weights': () =>
    altered({
      [`${checkpoint}/generator/weights.bin`]: Buffer.alloc(good.get(`${checkpoint}/generator/weights.bin`)!.length),
    }),
  'a sample grid that is none': () => altered({ 'samples/epoch-0000.png': data }),
  'images that are others': () => altered({ 'dataset/pixels.bin': Buffer.alloc(640) }),
  'images of another size': () => altered({ 'dataset/pixels.bin': Buffer.alloc(641) }),
  'images without their description': () => altered({ 'dataset/dataset.json': null }),
  'images of another data set': () =>
    altered({
      'dataset/dataset.json': Buffer.from(JSON.stringify({ ...jsonOf('dataset/dataset.json'), hash: '0'.repeat(64) })),
    }),
};

async function openBytes(bytes: Buffer) {
  const path = join(folder, 'hostile.zip');
  await writeFile(path, bytes);
  return open(library, path);
}

describe('a run file that a stranger made', () => {
  it('opens where it is good, whoever packed it', async () => {
    const other = await emptyLibrary();
    const path = join(other.folder, 'packed.zip');
    const folders = ['samples/', 'checkpoints/', `${checkpoint}/`, `${checkpoint}/generator/`].map((name) => ({
      ...{ name, data: Buffer.alloc(0), mode: 0o040755 },
    }));
    const packed = entries().map((entry) => ({ ...entry, deflate: true, mode: 0 }));
    await writeFile(path, rawZip([...folders, ...packed.reverse()], { comment: Buffer.from('packed by hand') }));
    expect(await open(other.library, path)).toMatchObject({ id: run, outcome: 'opened' });
    await other.remove();
  });

  it('opens as zip64, as archives over 4 GiB are', async () => {
    const other = await emptyLibrary();
    const zip = new ZipFile();
    for (const [name, bytes] of good) zip.addBuffer(bytes, name, { forceZip64Format: true });
    zip.end({ forceZip64Format: true, comment: '' });
    const pieces: Buffer[] = [];
    for await (const piece of zip.outputStream as AsyncIterable<Buffer>) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    expect(bytes.includes(Buffer.from([0x50, 0x4b, 0x06, 0x06]))).toBe(true);
    const path = join(other.folder, 'zip64.zip');
    await writeFile(path, bytes);
    expect(await open(other.library, path)).toMatchObject({ id: run, outcome: 'opened' });
    await other.remove();
  });

  it('is refused with a sentence, and leaves nothing', { timeout: 120_000 }, async () => {
    expect(Object.keys(ARCHIVES).length).toBeGreaterThan(60);
    for (const [what, make] of Object.entries(ARCHIVES)) {
      const failure = await openBytes(make()).then(
        () => null,
        (error: unknown) => error,
      );
      expect(failure, what).toBeInstanceOf(ForgerError);
      const { code, message } = failure as ForgerError;
      expect(['damaged', 'invalid-request'], `${what}: ${message}`).toContain(code);
      expect(message, what).toMatch(/^[\x20-\x7e“”×]{20,250}\.$/);
      expect(await treeOf(library.dir), what).toEqual(untouched);
    }
  });
});

describe('a bomb', () => {
  /** The most memory in use beyond the beginning while a file is opened, in MiB. */
  async function growth(bytes: Buffer): Promise<number> {
    const path = join(folder, 'bomb.zip');
    await writeFile(path, bytes);
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = before;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 2);
    await expect(open(library, path)).rejects.toBeInstanceOf(ForgerError);
    clearInterval(timer);
    return (Math.max(most, process.memoryUsage().rss) - before) / mebi;
  }

  const zeros = (megabytes: number): Buffer => deflateRawSync(Buffer.alloc(megabytes * mebi));
  const swollen = (name: string, megabytes: number, said = megabytes * mebi): RawEntry => {
    const packed = zeros(megabytes);
    return { name, data: packed, method: 8, packedSize: packed.length, size: said };
  };

  it.each<[string, () => Buffer]>([
    ['a file that unpacks to a thousand times its size', () => rawZip([...entries(), swollen('pins.json', 300)])],
    ['a manifest that does', () => rawZip([swollen('manifest.json', 300)])],
    ['one that says it does not', () => rawZip([swollen('manifest.json', 300, 1000)])],
    ['metrics that are one endless line', () => altered({ 'metrics.jsonl': Buffer.alloc(300 * mebi, 0x20) })],
    [
      'a directory of a million files',
      () => {
        const one = rawZip([{ name: 'samples/epoch-0000.png', data: Buffer.alloc(0) }]);
        const entry = one.subarray(52, -22);
        return Buffer.concat([
          one.subarray(0, 52),
          ...Array.from({ length: 1_000_000 }, () => entry),
          one.subarray(-22),
        ]);
      },
    ],
    [
      'a sample grid of 60,000 by 60,000 pixels',
      () => {
        const png = Buffer.from(encode({ width: 1, height: 1, channels: 1, data: Uint8Array.of(0) }));
        png.writeUInt32BE(60_000, 16);
        png.writeUInt32BE(60_000, 20);
        return altered({ 'samples/epoch-0000.png': png });
      },
    ],
  ])('%s is refused within 256 MiB', async (_what, make) => {
    expect(await growth(make())).toBeLessThan(256);
    expect(await treeOf(library.dir)).toEqual(untouched);
  });
});

describe('a run file with some bytes changed', () => {
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), bits: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), length: fc.integer({ min: 1, max: 500 }) }),
    fc.record({
      kind: fc.constant('insert' as const),
      at: fc.nat(),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }),
    }),
  );

  type Change =
    | { kind: 'flip'; at: number; bits: number }
    | { kind: 'cut'; at: number; length: number }
    | { kind: 'insert'; at: number; bytes: Uint8Array };

  function changed(bytes: Buffer, { at: anywhere, ...what }: Change): Buffer {
    const at = anywhere % bytes.length;
    switch (what.kind) {
      case 'flip': {
        const copy = Buffer.from(bytes);
        copy[at] = (copy[at] ?? 0) ^ what.bits;
        return copy;
      }
      case 'cut':
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + what.length)]);
      case 'insert':
        return Buffer.concat([bytes.subarray(0, at), what.bytes, bytes.subarray(at)]);
    }
  }

  it('is the same run, or refused: never another', { timeout: 120_000 }, async () => {
    // Half of the changes in the directory, where they are told last.
    const tail = 3000;
    const place_ = fc.tuple(fc.boolean(), change);
    const expected = await treeOf(place.library.runDir(run));
    delete expected['metrics.pyramid'];
    await fc.assert(
      fc.asyncProperty(place_, async ([atEnd, step]) => {
        const start = atEnd ? whole.length - tail : 0;
        const bytes = Buffer.concat([whole.subarray(0, start), changed(whole.subarray(start), step)]);
        const there = await emptyLibrary();
        const path = join(there.folder, 'changed.zip');
        await writeFile(path, bytes);
        try {
          await open(there.library, path);
          expect(await treeOf(there.library.runDir(run))).toEqual(expected);
        } catch (error) {
          if (!(error instanceof ForgerError)) throw error;
          expect(['damaged', 'invalid-request']).toContain(error.code);
          expect(await treeOf(there.library.dir)).toEqual({});
        } finally {
          await there.remove();
        }
      }),
      { numRuns: 150 },
    );
  });
});
