import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../electron/cli/run.ts';
import { Library } from '../../electron/store/index.ts';
import { savePreset } from '../../electron/store/presets.ts';
import { encodeIdx } from '../data/support/idx.ts';
import { OWN_DRAFT } from '../shared/support/own-networks.ts';
import { newRun } from '../store/support/values.ts';

/** Colours, draws over the line before, breaks the table, turns what follows round. */
const EVIL = 'a\u001b[2K\rAll files checked: OK\nforged line\u009b31m\u202egnp\u2028\u0007';
/** All that may be printed: no control or direction character but the end of a line. */
const UNSHOWABLE = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u;

let home: string;
let library: Library;
let id: string;
let preset: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-hostile-texts-'));
  library = await Library.open(join(home, 'library'));
  const run = newRun({ name: EVIL, device: { kind: 'webgpu', name: EVIL }, versions: { forger: EVIL } });
  ({ id } = await library.createRun({ ...run, dataset: { ...run.dataset, name: EVIL } }));
  preset = (await savePreset(library.dir, { ...OWN_DRAFT, name: 'Deeper' })).id;
  await spoilName(join(library.dir, 'presets', `${preset}.json`));
  const images = join(home, 'images');
  await writeFile(images, encodeIdx([10, 8, 8], new Uint8Array(640)));
  const imported = JSON.parse(await printed('import', images, '--json')) as { path: string };
  await spoilName(join(imported.path, 'dataset.json'));
});
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

/** A name that no window takes, as somebody else's file may hold it. */
async function spoilName(file: string): Promise<void> {
  const json = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...json, name: EVIL }));
}

async function printed(...words: string[]): Promise<string> {
  let text = '';
  const streams = {
    out: (more: string) => void (text += more),
    err: (more: string) => void (text += more),
    interactive: false,
  };
  await run([...words, '--library', library.dir], streams, {});
  return text;
}

it.each([
  ['runs'],
  ['runs', '--sizes'],
  ['runs', '--json'],
  ['datasets'],
  ['datasets', '--json'],
  ['presets'],
  ['presets', '--json'],
  ['library', 'use'],
  ['checkpoints', 'latest'],
  ['fingerprint', 'latest'],
  ['export', 'latest', '--format', 'tfjs', '--out', 'nowhere'],
  ['delete', 'latest'],
  ['runs', EVIL],
  ['samples', EVIL],
  ['train', '--preset', EVIL, '--dataset', EVIL],
])('%j says nothing to the terminal that only a file said', async (...words) => {
  const text = await printed(...words);
  expect(text).not.toMatch(UNSHOWABLE);
  expect(text).not.toMatch(/^forged line/m);
  expect(text.length).toBeGreaterThan(0);
});

it('says names as they are where a program reads them', async () => {
  const [listed] = JSON.parse(await printed('runs', '--json')) as { name: string }[];
  expect(listed?.name).toBe(EVIL);
});

it('lists each of them in a line of its own', async () => {
  expect((await printed('runs')).split('\n')).toHaveLength(3);
  expect(await printed('presets')).toMatch(new RegExp(`^${preset} +a\uFFFD`, 'm'));
});

it('moves to the trash and back what is called so', async () => {
  const text = (await printed('delete', id, '--yes')) + (await printed('undelete'));
  expect(text).not.toMatch(UNSHOWABLE);
  expect(text.trimEnd().split('\n')).toHaveLength(2);
});

it('writes a log that a line of a run cannot forge', async () => {
  const writer = await library.openWriter(id, 'cli');
  await writer.log(EVIL);
  await writer.close();
  const log = await library.readLog(id);
  expect(log).not.toMatch(UNSHOWABLE);
  expect(log.trimEnd().split('\n')).toHaveLength(1);
});
