import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inside } from '@shared/inside.ts';
import { WALK } from '@shared/animation/options.ts';
import { openedInWords } from '@shared/run-file.ts';
import { importIdx } from '../../electron/data/index.ts';
import KNOWN from '../../electron/engine/host/run-file/shipped.json' with { type: 'json' };
import { encodeIdx } from '../data/support/idx.ts';
import { emptyLibrary } from '../engine/host/run-file/support.ts';
import { forgerOn } from './support/forger.ts';

/** Its images: Fashion-MNIST’s. */
const SIDE = 28;

let place: Awaited<ReturnType<typeof emptyLibrary>>;
beforeAll(async () => {
  place = await emptyLibrary();
});
afterAll(() => place.remove());

const forger = (...words: string[]): ReturnType<typeof forgerOn> => forgerOn(place.library.dir, words);

async function made(...words: string[]): Promise<string> {
  const { code, out, err } = await forger(...words);
  expect([code, err]).toEqual([0, '']);
  return out;
}

/** Other images of that size. @returns the id of their data set */
async function importOthers(count: number): Promise<string> {
  const images = join(place.folder, 'others');
  const pixels = Uint8Array.from({ length: count * SIDE * SIDE }, (_, at) => (at * 37) % 256);
  await writeFile(images, encodeIdx([count, SIDE, SIDE], pixels));
  const { record } = await importIdx({
    ...{ libraryDir: place.library.dir, pair: { images, labels: null }, name: 'Others' },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return record.id;
}

describe('the finished run that ships', () => {
  it('is opened once, and is there the second time', async () => {
    const first = JSON.parse(await made('open', '--shipped', '--json')) as Parameters<typeof openedInWords>[0];
    expect(first).toMatchObject({
      ...{ id: KNOWN.run, outcome: 'opened', formerId: null, steps: { file: KNOWN.steps, here: KNOWN.steps } },
      dataset: { name: 'Fashion-MNIST', state: 'here' },
    });
    expect(await made('open', '--shipped')).toContain(openedInWords({ ...first, outcome: 'present' }));
    expect((await place.library.listRuns()).map(({ id, status }) => [id, status.state])).toEqual([
      [KNOWN.run, 'finished'],
    ]);
  });

  it('is asked for in one way', async () => {
    for (const words of [[], ['--shipped', 'file.forger.zip']])
      expect(await forger('open', ...words)).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringMatching(/--shipped/),
      });
  });

  it('has samples of its epochs by both generators, and numbers of every step', async () => {
    const samples = await place.library.listSamples(KNOWN.run);
    expect(samples.length).toBeGreaterThan(1);
    for (const { average } of samples) expect(average).toBeDefined();
    expect((await place.library.readMetrics(KNOWN.run, 0)).columns.step).toHaveLength(KNOWN.steps);
  });

  it('draws, is exported, animated and looked into', async () => {
    const [picture, film] = ['grid.png', 'walk.gif'].map((name) => join(place.folder, name)) as [string, string];
    await made('samples', KNOWN.run, '--count', '20', '--average', '--out', picture);
    const { data, width, height } = decode(await readFile(picture));
    expect([width % SIDE, height % SIDE]).toEqual([0, 0]);
    expect(new Set(data).size).toBeGreaterThan(50);
    const walk = ['--frames', String(WALK.frames.least), '--tiles', '1', '--no-label'];
    await made('animate', KNOWN.run, '--what', 'walk', ...walk, '--out', film);
    await made('export', KNOWN.run, '--format', 'tfjs', '--average', '--out', place.folder);
    const [inside = ''] = (await made('inside', KNOWN.run, '--json')).split('\n');
    expect(JSON.parse(inside) as Inside).toMatchObject({ run: KNOWN.run, step: KNOWN.steps });
  });

  it('goes on exactly', async () => {
    expect(await made('verify', KNOWN.run, '--steps', '1')).toContain('Identical, bit for bit');
  });

  it('goes on onto other images', async () => {
    const dataset = await importOthers(80);
    const from = ['--from', KNOWN.run, '--dataset', dataset, '--set', 'transfer.frozen=1'];
    await made('train', ...from, '--steps', '2', '--set', 'execution=eager');
    const [newest] = await place.library.listRuns();
    expect(newest?.parent).toEqual({ run: KNOWN.run, step: KNOWN.steps });
    expect(newest?.status).toMatchObject({ state: 'finished', step: 2 });
  });
});
