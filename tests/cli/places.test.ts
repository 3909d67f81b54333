import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decode } from 'fast-png';
import { run } from '../../electron/cli/run.ts';

let home: string;
let here: string;
const before = process.cwd();
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-places-'));
  here = await mkdtemp(join(home, 'here-'));
  process.chdir(here);
  const trained = await forger(
    ...['train', '--preset', 'cgan', '--dataset', 'fashion-mnist', '--steps', '2', '--batch', '4'],
    ...['--set', 'network.width=0.05', '--set', 'samples.count=10', '--device', 'cpu', '--json'],
  );
  expect(trained.code).toBe(0);
});
afterAll(async () => {
  process.chdir(before);
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

async function forger(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const streams = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    interactive: false,
  };
  return { code: await run(words, streams, { FORGER_LIBRARY: join(home, 'library') }), ...said };
}

describe('an empty place', () => {
  it.each([
    ['import', '', '--name', 'x'],
    ['runs', '--library', ''],
    ['open', ''],
    ['library', 'move', ''],
    ['samples', 'latest', '--out', ''],
    ['animate', 'latest', '--out', ''],
    ['bundle', 'latest', '--out', ''],
    ['export', 'latest', '--format', 'tfjs', '--out', ''],
    ['tensorboard', 'latest', '--out', ''],
    ['train', '--preset', 'keras-gan', '--dataset', 'fashion-mnist', '--networks', ''],
  ])('is refused: %s %s %s', async (...words) => {
    const { code, out, err } = await forger(...words);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^forger: [^\n]* is empty: it must name a place\.\n$/);
    expect(await readdir(here)).toEqual([]);
  });
});

const WRITERS: [string[], string][] = [
  [['samples', 'latest', '--count', '10'], '.png'],
  [['animate', 'latest', '--scale', '4'], '.gif'],
  [['bundle', 'latest'], '.forger.zip'],
];

describe('a file that is written', () => {
  it.each(WRITERS)('%j replaces nothing that is there, unless it is asked to', async (words, ending) => {
    const out = join(home, 'new', 'folder', `mine${ending}`);
    expect(await forger(...words, '--out', out)).toMatchObject({ code: 0, err: '' });
    await writeFile(out, 'mine');
    const { code, err } = await forger(...words, '--out', out);
    expect({ code, err }).toEqual({
      code: 1,
      err: `forger: ${out} is there already. Choose another name, or replace it with --force.\n`,
    });
    expect(await readFile(out, 'utf8')).toBe('mine');
    expect((await forger(...words, '--out', out, '--force')).code).toBe(0);
    expect(await readFile(out, 'utf8')).not.toBe('mine');
  });

  it.each(WRITERS)('%j has the ending of what it is, and is no folder', async (words, ending) => {
    const wrong = await forger(...words, '--out', join(home, 'wrong.jpg'));
    expect(wrong).toMatchObject({ code: 1, err: `forger: --out must end in ${ending}: that is what is written.\n` });
    const folder = await forger(...words, '--out', home);
    expect(folder.code).toBe(1);
    expect(folder.err).toContain(`${home} is a folder. Name a file in it: --out ${home}`);
  });

  it.each(WRITERS)('%j takes the next free name where none is given', async (words, ending) => {
    for (let turn = 0; turn < 2; turn += 1) expect((await forger(...words)).code).toBe(0);
    const names = (await readdir(here)).filter((name) => name.endsWith(ending));
    expect(names).toHaveLength(2);
    expect(names.some((name) => name.endsWith(`-2${ending}`))).toBe(true);
  });
});

describe('something that is not there, or something else', () => {
  it.each([
    [['import', '/nowhere/at/all'], 'There is nothing at /nowhere/at/all.'],
    [['open', '/nowhere/at/all'], 'There is no file at /nowhere/at/all.'],
    [['open', '/'], '/ is a folder. Give a file.'],
    [['train', '--preset', 'gans-mlp', '--dataset', 'fashion-mnist', '--networks', '/'], '/ is a folder. Give a file.'],
  ])('%j is called so', async (words, line) => {
    const { code, err } = await forger(...words);
    expect(code).toBe(1);
    expect(err).toContain(line);
  });
});

describe('samples of one label', () => {
  const drawn = async (...words: string[]): Promise<Uint8Array> => {
    const out = join(home, 'label.png');
    const { code, err } = await forger('samples', 'latest', '--count', '4', '--out', out, '--force', ...words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { width, height, data } = decode(await readFile(out));
    expect([width, height]).toEqual([56, 56]);
    return Uint8Array.from(data);
  };

  it('are asked for by name or number', async () => {
    const boots = await drawn('--label', 'Ankle boot');
    expect(await drawn('--label', '9')).toEqual(boots);
    expect(await drawn('--label', 'Bag')).not.toEqual(boots);
  });

  it('are refused where there is no such label', async () => {
    const { code, err } = await forger('samples', 'latest', '--label', 'Hat');
    expect(code).toBe(1);
    expect(err).toMatch(/^forger: There is no label "Hat"; there are T-shirt.*Ankle boot\.\n$/);
  });
});

it('a checkpoint is named by its step, too', async () => {
  const at = async (...words: string[]) =>
    JSON.parse((await forger('fingerprint', 'latest', '--json', ...words)).out) as { step: number };
  expect((await at('--step', '2')).step).toBe(2);
  expect((await at('--last')).step).toBe(2);
  expect((await forger('samples', 'latest', '--step', '1')).err).toContain(
    'There is no checkpoint of step 1; there are those of 2.',
  );
});
