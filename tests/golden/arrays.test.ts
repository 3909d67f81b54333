import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataset } from '../../electron/data/index.ts';
import { importArray, lookAtArray } from '../../electron/data/import/array.ts';
import { makePlaces, type Places } from '../data/source/support.ts';

interface GoldenFile {
  ending: string;
  /** In Base64. */
  file: string;
}
interface Golden {
  taken: Record<string, GoldenFile & { shape: number[]; pixels: number[]; labels?: number[] }>;
  refused: Record<string, GoldenFile & { why: string }>;
}
const golden = JSON.parse(await readFile(join(import.meta.dirname, 'arrays.json'), 'utf8')) as Golden;

let places: Places;
beforeEach(async () => {
  places = await makePlaces();
});
afterEach(() => places.remove());

const bytesOf = ({ file }: GoldenFile): Buffer => Buffer.from(file, 'base64');
async function importFile(path: string): Promise<Awaited<ReturnType<typeof importArray>>> {
  const { signal } = new AbortController();
  return importArray({ libraryDir: places.library, path, name: 'Array', signal, onProgress: () => undefined });
}
const nothingIsLeft = async (): Promise<void> => expect(await places.leftovers()).toEqual([]);

describe("NumPy's arrays", () => {
  test.each(Object.entries(golden.taken))('%s: the pixels and labels that NumPy reads', async (_name, one) => {
    const path = await places.put(`a.${one.ending}`, bytesOf(one));
    const [count, height, width, channels] = one.shape;
    expect(await places.open([path])).toEqual({ kind: 'array', path });
    expect(await lookAtArray(path, new AbortController().signal)).toEqual({
      ...{ kind: 'array', count, image: { height, width, channels } },
    });
    const { record } = await importFile(path);
    expect(record).toMatchObject({ count, image: { height, width, channels }, source: 'Imported from a NumPy file' });
    const { pixels, labels } = await openDataset(places.library, '', record.id);
    expect([...pixels]).toEqual(one.pixels);
    expect(labels === null ? undefined : [...labels].map((label) => Number(record.labels?.[label]))).toEqual(
      one.labels,
    );
  });

  test.each(Object.entries(golden.refused))('%s: refused in one sentence', async (_name, one) => {
    const path = await places.put(`a.${one.ending}`, bytesOf(one));
    await expect(importFile(path)).rejects.toThrow(one.why);
    await nothingIsLeft();
  });
});

const grey = (): Buffer => bytesOf(golden.taken.grey ?? { ending: '', file: '' });
test.each<[string, () => Buffer]>([
  ['cut off in its data', () => grey().subarray(0, -1)],
  ['cut off in its header', () => grey().subarray(0, 40)],
  ['longer than it says', () => Buffer.concat([grey(), Buffer.alloc(1)])],
  ['without a shape', () => Buffer.from(grey().toString('latin1').replace('shape', 'shame'), 'latin1')],
  ['with a header of any length', () => (grey().writeUInt16LE(65_535, 8), grey())],
])('an array %s is damaged', async (what, make) => {
  const bytes = make();
  if (what.endsWith('any length')) bytes.writeUInt16LE(65_535, 8);
  await expect(importFile(await places.put('a.npy', bytes))).rejects.toMatchObject({ code: 'damaged' });
  await nothingIsLeft();
});

test('an .npz is damaged where its bytes are others than its CRC says, also after the first array', async () => {
  const bytes = bytesOf(golden.taken.savez ?? { ending: '', file: '' });
  for (const at of [bytes.indexOf('descr') + 130, bytes.lastIndexOf('descr') + 130]) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    await expect(importFile(await places.put('a.npz', changed))).rejects.toMatchObject({ code: 'damaged' });
    expect(await readdir(join(places.library, 'datasets')).catch(() => [])).toEqual([]);
  }
});
