import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OFFERED } from '../../electron/data/offered.ts';
import { CONFIG_FIELDS } from '@shared/config/fields.ts';
import type { RunRecord, RunSummary } from '@shared/run.ts';
import type { TrainingResult } from '../../electron/cli/training.ts';
import type { Fingerprint } from '../../electron/store/index.ts';
import { forgerOn } from './support/forger.ts';

let home: string;
let library: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-cli-'));
  library = join(home, 'library');
});
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

const forger = (...words: string[]): ReturnType<typeof forgerOn> => forgerOn(library, words);
const json = async <T>(...words: string[]): Promise<T> => {
  const { code, out, err } = await forger(...words, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as T;
};

const COMMANDS = [
  'doctor',
  'presets',
  'datasets',
  'sheet',
  'import',
  'recommend',
  'letters',
  'train',
  'preflight',
  'fit',
  'resume',
  'runs',
  'diagnose',
  'samples',
  'export',
  'animate',
  'fingerprint',
  'tensorboard',
];

describe('help', () => {
  it('lists every command of the design, and not the hidden one', async () => {
    const { code, out } = await forger('--help');
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect(out).not.toContain('quick-start');
  });

  it.each(COMMANDS)('%s has its own, with --library where it works on one', async (command) => {
    const { code, out, err } = await forger(command, '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: forger ${command}`);
    expect(out).toContain('--json');
    expect(out).toContain('--library <DIR>');
  });

  it('names every setting of the schema under train', async () => {
    const { out } = await forger('train', '--help');
    for (const { key } of CONFIG_FIELDS) expect(out).toContain(key.includes('.') ? `  ${key}` : `--${key} `);
  });

  it('prints the version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await forger('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('shows itself where no command is given', async () => {
    const { code, out } = await forger();
    expect(code).not.toBe(0);
    expect(out).toContain('Usage: forger');
  });
});

describe('errors', () => {
  it.each([
    [['trian'], "unknown command 'trian' (Did you mean train?)"],
    [['train', '--foo'], "unknown option '--foo'"],
    [['runs', '--library'], "option '--library <DIR>' argument missing"],
    [['runs', 'extra'], 'too many arguments'],
    [['train'], 'Say which recipe to train: --preset.'],
    [['train', '--preset', 'keras-gan'], 'Say which images to train on: --dataset.'],
    [['train', '--preset', 'nope', '--dataset', 'fashion-mnist'], 'There is no recipe called "nope"'],
    [['train', '--preset', 'keras-gan', '--dataset', 'nope'], 'There is no data set called "nope".'],
    [['train', '--preset', 'keras-gan', '--dataset', 'mnist'], 'MNIST is not here yet.'],
    [
      ['train', '--preset', 'keras-gan', '--dataset', 'fashion-mnist', '--batch', '0'],
      'Batch (batch) must be a whole number from 1 to 4096, not 0.',
    ],
    [
      ['train', '--preset', 'keras-gan', '--dataset', 'fashion-mnist', '--batch', 'x'],
      'Batch (batch) must be a number, not "x".',
    ],
    [
      ['train', '--preset', 'keras-gan', '--dataset', 'fashion-mnist', '--device', 'gpu'],
      'Device (device) must be one of',
    ],
    [
      ['train', '--preset', 'keras-gan', '--dataset', 'fashion-mnist', '--set', 'zork=1'],
      'There is no setting called "zork".',
    ],
    [
      ['train', '--preset', 'keras-gan', '--dataset', 'fashion-mnist', '--set', 'zork'],
      '--set takes key=value, not "zork".',
    ],
    [
      ['train', '--preset', 'keras-gan', '--dataset', 'fashion-mnist', '--set', 'labels.real.low=1.2'],
      'Real target, low (labels.real.low) must not be above Real target, high (labels.real.high): 1.2 is above 1.',
    ],
    [['resume', 'nope'], 'There is no run "nope" in this library.'],
    [['resume', 'latest'], 'There is no run in this library yet.'],
    [['resume', 'x', '--epochs', '0'], "option '--epochs <N>' argument '0' is invalid."],
    [['samples', 'nope'], 'There is no run "nope" in this library.'],
    [['samples', 'x', '--count', '-1'], "option '--count <N>' argument '-1' is invalid."],
    [['export', 'nope', '--format', 'tfjs', '--out', 'x'], 'There is no run "nope" in this library.'],
    [['export', 'nope', '--out', 'x'], 'Say which kind of model: --format tfjs.'],
    [['export', 'nope', '--format', 'gif', '--out', 'x'], 'Allowed choices are tfjs.'],
    [['import', '/nowhere/at/all', '--name', 'x'], 'There is nothing at /nowhere/at/all. Give folders of images'],
    [
      ['import', '/tmp', '--size', '4'],
      '--size takes whole numbers from 8 to 256: a side, or width and height, such as 96x64.',
    ],
    [['import', '/tmp', '--channels', '2'], '--channels takes 1 (grey) or 3 (colour).'],
    [['import', '/tmp', '--fit', 'zoom'], 'Allowed choices are crop, pad, stretch.'],
  ])('%j: one line on stderr, nothing on stdout, and a code that is not 0', async (words, line) => {
    const { code, out, err } = await forger(...words);
    expect(code).toBeGreaterThan(0);
    expect(out).toBe('');
    expect(err).toMatch(/^forger: [^\n]+\n$/);
    expect(err).toContain(line);
  });
});

describe('facts', () => {
  it('lists recipes and data sets, as text and as JSON', async () => {
    expect((await forger('presets')).out).toMatch(/^id +title +summary\nfashion-gan-torch +Fashion GAN /);
    expect((await json<{ id: string }[]>('presets')).map(({ id }) => id)).toContain('keras-gan');
    expect((await forger('datasets')).out).toMatch(
      /^fashion-mnist +Fashion-MNIST +60,000 +28×28×1 +ships with Forger$/m,
    );
    const states = (await json<{ state: string }[]>('datasets')).map(({ state }) => state);
    expect(states).toEqual(['ready', 'ready', ...OFFERED.map(({ state }) => state)]);
  });

  it('tells what is here', async () => {
    const report = await json<{ devices: { kind: string }[]; library: { path: string }; problems: string[] }>('doctor');
    expect(report.devices.map(({ kind }) => kind)).toEqual(['cuda', 'webgpu', 'cpu', 'js']);
    expect(report.library.path).toBe(library);
    const { out } = await forger('doctor');
    expect(out).toContain('Devices');
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(out).toMatch(new RegExp(`^Forger +${version}$`, 'm'));
    expect(out).toMatch(/^TensorFlow +\d+\.\d+\.\d+$/m);
    expect(out).toMatch(new RegExp(`^Node +${process.versions.node}$`, 'm'));
  });

  it('works on the library it is given, and makes it', async () => {
    const other = join(home, 'other');
    expect((await forger('runs', '--library', other)).out).toMatch(/^id +state/);
    expect((await readdir(other)).sort()).toEqual(['datasets', 'runs']);
  });
});

describe('a run from end to end', () => {
  const TINY = ['--set', 'samples.everySteps=2', '--set', 'checkpoint.everySteps=2', '--batch', '8', '--seed', '7'];
  let first: TrainingResult;

  it('imports IDX files as a data set', async () => {
    const folder = join(home, 'idx');
    await mkdir(folder);
    const images = Buffer.alloc(16 + 24 * 64);
    images.writeUInt32BE(0x803, 0);
    [24, 8, 8].forEach((size, index) => images.writeUInt32BE(size, 4 + index * 4));
    for (let at = 16; at < images.length; at += 1) images[at] = (at * 37) % 256;
    await writeFile(join(folder, 'train-images-idx3-ubyte.gz'), gzipSync(images));
    const { id, path } = await json<{ id: string; path: string }>(
      'import',
      join(folder, 'train-images-idx3-ubyte.gz'),
      '--name',
      'Tiles',
    );
    expect((await readdir(path)).sort()).toContain('dataset.json');
    expect((await forger('datasets')).out).toMatch(new RegExp(`^${id} +Tiles +24 +8×8×1$`, 'm'));
  });

  it('draws a contact sheet, sorted by what it works out first', async () => {
    const out = join(home, 'sheet.png');
    const sheet = ['sheet', 'Tiles', '--out', out];
    const made = { path: out, images: 9, by: 'sharpness', descending: true };
    expect(await json(...sheet, '--by', 'sharpness', '--descending', '--count', '9', '--spread')).toMatchObject(made);
    expect(decode(await readFile(out))).toMatchObject({ channels: 1, depth: 8 });
    const refused: [string[], string][] = [
      [sheet, 'is there already. Choose another name, or replace it with --force.'],
      [[...sheet, '--nearest', '25'], 'There are 24 images: give --nearest one of their numbers.'],
      [[...sheet, '--label', 'boots'], '"Tiles" has no label "boots"; it has none.'],
      [[...sheet, '--by', 'colourfulness'], 'Grey pictures have no colourfulness: sort them by another measure.'],
    ];
    for (const [words, sentence] of refused)
      expect(await forger(...words)).toMatchObject({ code: 1, err: expect.stringContaining(sentence) as string });
  });

  it('trains, and names the run by id and path', async () => {
    const rows = await json<{ record?: { id: string; name: string } }[]>('datasets');
    const tiles = rows.find((row) => row.record?.name === 'Tiles');
    first = await json<TrainingResult>(
      'train',
      '--preset',
      'fashion-gan-torch',
      '--dataset',
      'Tiles',
      '--steps',
      '4',
      '--name',
      'Tiny',
      ...TINY,
    );
    expect(first).toMatchObject({
      path: join(library, 'runs', first.id),
      name: 'Tiny',
      status: { state: 'finished', step: 4 },
      metrics: { step: 4 },
    });
    // Asked for by its name, kept by its id.
    const record = JSON.parse(await readFile(join(first.path, 'run.json'), 'utf8')) as RunRecord;
    expect(record.config.dataset).toBe(tiles?.record?.id);
    expect(first.samples).toBe(join(first.path, 'samples', 'step-00000004.png'));
    const runs = await json<RunSummary[]>('runs');
    expect(runs.map(({ id, path }) => ({ id, path }))).toEqual([{ id: first.id, path: first.path }]);
  });

  it('begins a run from a checkpoint of another, with other settings', async () => {
    const rate = 'optimizer.generator.learningRate=0.001';
    const second = await json<TrainingResult>(
      'train',
      '--from',
      'Tiny',
      '--name',
      'Branch',
      '--set',
      rate,
      '--steps',
      '2',
    );
    expect(second).toMatchObject({ name: 'Branch', status: { state: 'finished', step: 2 } });
    const runs = await json<RunSummary[]>('runs');
    expect(runs.find(({ id }) => id === second.id)?.parent).toEqual({ run: first.id, step: 4 });
    const refused: [string[], string][] = [
      [['train', '--from', 'Tiny', '--step', '3'], 'There is no whole checkpoint of step 3.'],
      [['train', '--from', 'Tiny', '--set', 'latent.size=9'], 'latent.size cannot change'],
      [['train', '--step', '3', '--preset', 'x', '--dataset', 'y'], '--step says which checkpoint of --from'],
    ];
    for (const [words, sentence] of refused)
      expect(await forger(...words)).toMatchObject({ err: expect.stringContaining(sentence) });
    await rm(second.path, { recursive: true });
  });

  it('says that a finished run has reached its length, and goes on when given more', async () => {
    expect(await forger('resume', 'Tiny')).toMatchObject({
      code: 1,
      err: expect.stringContaining('has reached its length (step 4)'),
    });
    const longer = await forger('resume', first.id.slice(0, 12), '--epochs', '2');
    expect(longer).toMatchObject({ code: 0, err: '' });
    // Where and how, then 24 images in batches of 8: 3 steps an epoch. A line for each epoch that ended, then the end;
    // what was measured, where its share of the time allowed it.
    expect(longer.out).toMatch(
      /^Goes on from step 4 on CPU, .*\nepoch 2\/2 {2}step 6\/6 {2}G \d\.\d+ {2}D \d\.\d+ .*\nFinished at step 6\.\n(Distance to the images at step 3: .* grey levels\.\n)?Newest samples: /,
    );
    expect(await json<RunSummary[]>('runs')).toMatchObject([{ status: { state: 'finished', step: 6 }, totalSteps: 6 }]);
  });

  it('draws samples as a PNG grid, the same for the same seed', async () => {
    const grid = async (...options: string[]): Promise<Uint8Array> => {
      const out = join(home, 'grids', 'grid.png');
      expect(await json('samples', 'latest', '--count', '9', '--out', out, '--force', ...options)).toMatchObject({
        run: first.id,
        path: out,
      });
      const { width, height, data } = decode(await readFile(out));
      expect([width, height]).toEqual([24, 24]);
      return Uint8Array.from(data);
    };
    const drawn = await grid('--seed', '3');
    expect(await grid('--seed', '3')).toEqual(drawn);
    expect(await grid('--seed', '4')).not.toEqual(drawn);
    expect(await grid('--seed', '3', '--epoch', '0')).not.toEqual(drawn);
  });

  it('exports a tfjs model', async () => {
    const { path } = await json<{ path: string }>(
      'export',
      'latest',
      '--format',
      'tfjs',
      '--out',
      join(home, 'exports'),
    );
    expect((await readdir(path)).sort()).toEqual(['README.md', 'index.html', 'model.json', 'weights.bin']);
  });

  it('writes event files for TensorBoard, and says how to look at them', async () => {
    const { code, out, err } = await forger('tensorboard', 'latest', '--out', join(home, 'events'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [folder = ''] = await readdir(join(home, 'events'));
    const path = join(home, 'events', folder);
    expect(out).toMatch(/^6 steps, 4 sample grids and 3 checkpoints are in /);
    expect(out).toContain(`tensorboard --logdir ${path}`);
    expect(await readdir(path)).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d{10}\.forger$/)]);
  });

  it('names the epochs there are where the one asked for is not', async () => {
    const { code, err } = await forger(
      'export',
      'latest',
      '--epoch',
      '99',
      '--format',
      'tfjs',
      '--out',
      join(home, 'exports'),
    );
    expect(code).toBe(1);
    expect(err).toMatch(/^forger: There is no checkpoint of epoch 99; there are those of [\d, ]+\.\n$/);
  });

  it('says what a checkpoint is in hashes', async () => {
    const newest = await json<Fingerprint>('fingerprint', 'latest');
    expect(newest).toMatchObject({ run: first.id, step: 6, metrics: { rows: 6 } });
    expect(Object.keys(newest.tensors)).toContain('optimizers/generator/0_dense/kernel/m');
    const older = await json<Fingerprint>('fingerprint', 'latest', '--step', '4');
    expect(older).toMatchObject({ step: 4, metrics: { rows: 4 }, configuration: newest.configuration });
    expect(older.tensors['generator/0_dense/kernel']).not.toBe(newest.tensors['generator/0_dense/kernel']);
    const { out } = await forger('fingerprint', 'latest');
    expect(out.trimEnd().split('\n').at(-1)).toBe(`${newest.sha256}  all of step 6`);
    expect((await forger('fingerprint', 'latest', '--step', '5')).err).toMatch(
      /^forger: There is no checkpoint of step 5; there are those of/,
    );
  });

  it('does not train a run that another process holds', async () => {
    const { Library } = await import('../../electron/store/index.ts');
    const writer = await (await Library.open(library)).openWriter(first.id, 'app');
    const { code, err } = await forger('resume', first.id, '--epochs', '3');
    await writer.close();
    expect(code).toBe(1);
    expect(err).toMatch(/^forger: This run is .*\n$/);
  });

  it('says that metrics are damaged wherever the run is met, and goes on with a sentence', async () => {
    const metrics = join(first.path, 'metrics.jsonl');
    const whole = await readFile(metrics, 'utf8');
    const cut = whole.split('\n').slice(0, 2).join('\n') + '\n';
    await writeFile(metrics, cut);
    const sentence = '4 of 6 rows are missing';
    expect(await forger('runs')).toMatchObject({ code: 0, err: expect.stringContaining(`${first.id}: `) });
    expect((await forger('runs')).err).toContain(sentence);
    const [run] = JSON.parse((await forger('runs', '--json')).out) as RunSummary[];
    expect(run?.damage).toContain(sentence);
    const verified = await forger('verify', first.id, '--steps', '1');
    expect(verified.code).toBe(1);
    expect(verified.out).toContain(`metrics.jsonl: ${sentence}`);
    const resumed = await forger('resume', first.id, '--epochs', '3');
    expect(resumed).toMatchObject({ code: 0, err: expect.stringContaining(`were damaged: ${sentence}`) });
    expect(await readFile(join(first.path, 'metrics.damaged-1.jsonl'), 'utf8')).toBe(cut);
    expect((await forger('runs')).err).toContain('metrics.damaged-1.jsonl');
    expect((await readFile(metrics, 'utf8')).startsWith(cut)).toBe(true);
  });
});
