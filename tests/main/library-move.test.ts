import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Failure } from '@shared/contract/errors.ts';
import { batchQuestionSchema } from '@shared/batch.ts';
import type { DecoderRequest } from '../../electron/data/decoder/messages.ts';
import { Mover } from '../../electron/main/library/mover.ts';
import { FACTS, fakeDecoders } from '../data/support/fake-decoder.ts';
import { rawZip } from '../engine/host/run-file/raw-zip.ts';
import { appIn } from './support/played-app.ts';

const IMAGE = { height: 28, width: 28, channels: 1 } as const;
const PIXELS = new Uint8Array(2 * 28 * 28);

let home: string;
let app: Awaited<ReturnType<typeof appIn>>;
let ended: Promise<Failure | null>;
/** Ends the switch to the copied library. */
let switchOver: () => void;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-moving-'));
  const decoder = fakeDecoders({
    answer: (request) => {
      const { index } = request as DecoderRequest;
      return { type: 'looked', index, facts: FACTS };
    },
  }).launcher;
  app = await appIn(home, { decoder });
  ended = new Promise((resolve) => {
    app.services.mover = new Mover({
      dir: () => app.workspace.library.dir,
      open: () => new Promise((opened) => (switchOver = opened)),
      trash: async () => undefined,
      onProgress: () => undefined,
      onDone: () => resolve(null),
      onFailed: resolve,
      log: () => undefined,
    });
  });
  app.desktop.chooseFolder.mockResolvedValue(join(home, 'new'));
});
afterEach(async () => {
  app.workspace.close();
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

const archive = () => ({ paths: [join(home, 'shoes.zip')] });
async function openArchive(): Promise<void> {
  await writeFile(
    join(home, 'shoes.zip'),
    rawZip(['a.png', 'b.png'].map((name) => ({ name, data: Buffer.from(name) }))),
  );
  expect(await app.call('import.look', archive())).toMatchObject({ kind: 'folder', looked: 2 });
  expect(await readdir(join(home, 'library', 'datasets'))).toHaveLength(1);
}
async function move(): Promise<void> {
  await app.call('library.planMove', {});
  await app.call('library.move', {});
  await vi.waitFor(() => expect(switchOver).toBeTypeOf('function'));
}

test('what is open for an import is closed, and is in neither library', async () => {
  await openArchive();
  await move();
  expect(await readdir(join(home, 'library', 'datasets'))).toEqual([]);
  expect(await readdir(join(home, 'new', 'datasets'))).toEqual([]);
  const said = { code: 'busy', message: 'The library is being moved. Wait until that is done, or cancel it.' };
  await expect(app.call('import.look', archive())).rejects.toMatchObject(said);
  // A screen that is left says so, whenever that is.
  expect(await app.call('import.leave', {})).toBe(null);
  switchOver();
  expect(await ended).toBe(null);
  const options = { width: 28, height: 28, channels: 1 } as const;
  const question = { chosen: archive(), files: ['a.png'], options };
  await expect(app.call('import.preview', question)).rejects.toThrow(
    'These pictures were not looked at. Open them again.',
  );
  await openArchive();
});

test('a batch is shown, and data sets are looked through, while the library is copied', async () => {
  app.services.batch.launch = () => {
    let [say, exit]: [(message: unknown) => void, () => void] = [() => undefined, () => undefined];
    return {
      postMessage: () => say({ type: 'seen', batch: { image: IMAGE, given: PIXELS, seen: PIXELS } }),
      onMessage: (listener: typeof say) => (say = listener),
      onExit: (listener) => (exit = listener),
      kill: () => exit(),
    };
  };
  const of = { kind: 'dataset', id: 'fashion-mnist', count: 2 };
  const question = batchQuestionSchema.parse({ of, draw: 0, range: 'signed', settings: { seed: 7 } });
  expect(await app.call('batch.see', question)).toMatchObject({ image: IMAGE });
  await move();
  expect(await app.call('batch.see', { ...question, draw: 1 })).toMatchObject({ image: IMAGE });
  expect((await app.call('datasets.pictures', { id: 'fashion-mnist', label: null, page: 0 })).total).toBe(60_000);
  expect(await app.call('batch.leave', {})).toBe(null);
  switchOver();
  expect(await ended).toBe(null);
});

test('what the network has begun to look through is stopped: nothing is written into a library that is left', async () => {
  const [killed, exits] = [vi.fn(), new Set<() => void>()];
  app.services.survey.launch = () => ({
    postMessage: () => undefined,
    onMessage: () => undefined,
    onExit: (listener) => void exits.add(listener),
    kill: () => {
      killed();
      for (const exit of exits) exit();
    },
  });
  const survey = expect(app.call('datasets.survey', { id: 'fashion-mnist', kind: 'oddness' })).rejects.toMatchObject({
    code: 'cancelled',
  });
  await vi.waitFor(() => expect(exits.size).toBeGreaterThan(0));
  await move();
  expect(killed).toHaveBeenCalled();
  await survey;
  await expect(app.call('datasets.survey', { id: 'fashion-mnist', kind: 'oddness' })).rejects.toMatchObject({
    code: 'busy',
  });
});

test('while a run file is opened the library is not moved', async () => {
  let end: () => void = () => undefined;
  app.services.runFiles.start(() => new Promise((_, fail) => (end = () => fail(new Error('over')))));
  await expect(app.call('library.planMove', {})).rejects.toMatchObject({ code: 'busy' });
  end();
  await vi.waitFor(() => expect(app.services.runFiles.count).toBe(0));
  await move();
});
