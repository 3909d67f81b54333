import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../electron/cli/run.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../engine/support/library.ts';

let place: TemporaryLibrary;
let folder: string;
let id: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-run-file-'));
  place = await temporaryLibrary();
  ({ id } = await place.prepare({ execution: 'eager', steps: 10, name: 'Shoes' }));
  expect((await trainHere(place.library, id)).state).toBe('finished');
}, 60_000);
afterAll(async () => {
  place.remove();
  await rm(folder, { recursive: true });
});

async function forger(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    interactive: false,
  };
  return { code: await run(words, terminal, {}), ...said };
}

describe('forger bundle and forger open', () => {
  it('take a run from one library to another', async () => {
    const [file, other] = [join(folder, 'shoes.forger.zip'), join(folder, 'other')];
    const here = ['--library', place.library.dir];
    const saved = await forger('bundle', id, '--with-images', '--checkpoints', '5,10', '--out', file, ...here);
    expect(saved).toMatchObject({ code: 0, err: '' });
    expect(saved.out).toContain(`the checkpoint of step 5, 10 and its images`);
    const opened = await forger('open', file, '--library', other);
    expect(opened).toMatchObject({ code: 0, err: '' });
    expect(opened.out).toBe(`“Shoes” is open. Its images, “Tiny”, were added to your data sets.\nIts id is ${id}.\n`);
    const again = await forger('open', file, '--library', other, '--json');
    expect(JSON.parse(again.out)).toMatchObject({ id, outcome: 'present', path: join(other, 'runs', id) });
    const prints = await Promise.all([here, ['--library', other]].map((where) => forger('fingerprint', id, ...where)));
    expect(prints[0]).toEqual(prints[1]);
  });

  it('say what is wrong in one line', async () => {
    const bad = join(folder, 'bad.zip');
    await writeFile(bad, 'not a zip');
    const refused = await forger('open', bad, '--library', join(folder, 'third'));
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toBe(
      'forger: This run file cannot be opened: it is cut off, or no run file at all. Get it again, or ask who made it.\n',
    );
    expect((await forger('open', join(folder, 'nowhere.zip'), '--library', join(folder, 'third'))).err).toMatch(
      /^forger: There is no file at/,
    );
    const steps = await forger('bundle', id, '--checkpoints', 'best', '--library', place.library.dir);
    expect(steps.code).toBe(2);
    expect(steps.err).toContain('It must be "newest", "all" or steps');
  });
});
