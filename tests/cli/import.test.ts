import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DatasetRecord } from '@shared/dataset.ts';
import type { FolderLook } from '@shared/import/look.ts';
import { picture } from '../data/support/pictures.ts';
import { rawZip } from '../engine/host/run-file/raw-zip.ts';
import { forgerOn } from './support/forger.ts';

const root = resolve(import.meta.dirname, '../..');
// Below node_modules, so that it finds sharp.
const outDir = join(root, 'node_modules', '.cache', `forger-test-import-${process.pid}`);
let home: string;
let folder: string;
let library: string;

/** The command line and the process that decodes, built as the app builds them. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-cli-import-'));
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': resolve(root, 'electron/shared') } },
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      rolldownOptions: {
        input: {
          cli: resolve(root, 'electron/cli/index.ts'),
          decoder: resolve(root, 'electron/data/decoder/process.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
}, 120_000);
afterAll(async () => {
  await rm(outDir, { recursive: true, force: true, maxRetries: 10 });
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});
beforeEach(async () => {
  folder = await mkdtemp(join(home, 'folder-'));
  library = await mkdtemp(join(home, 'library-'));
});

const put = async (path: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), bytes);
};
const words = (...options: string[]): string[] => [
  join(outDir, 'cli.js'),
  'import',
  folder,
  '--library',
  library,
  ...options,
];
const printed = async (...options: string[]): Promise<string[]> =>
  (await promisify(execFile)(process.execPath, words(...options))).stdout.trim().split('\n').slice(1);

it('takes size and colour from the pictures, and says what it took, why, and which labels there are', async () => {
  for (const label of ['1', '2', '10'])
    for (const day of ['monday', 'tuesday'])
      await put(`${label}/${day}/a.png`, await picture(40, 50, 3, Number(label)).png().toBuffer());
  const elsewhere = await mkdtemp(join(home, 'linked-'));
  await cp(join(folder, '1', 'monday'), elsewhere, { recursive: true });
  await symlink(elsewhere, join(folder, '3'));
  expect(await printed()).toEqual([
    'Size: 32 × 32 pixels: the pictures are 40 × 50 pixels (--size takes another)',
    'Channels: 3, colour: all of the 6 pictures looked at show colour (--channels takes another)',
    'Labels: 1 (2), 2 (2), 10 (2)',
    'Refused: 1',
    '  3: a link to a folder of 1 file; links out of the folder are not followed: put the folder itself here',
    'Found',
    'Copies       3 exact  Repeats are learned by heart. All are taken; they can be skipped.',
    'Rare labels   3 of 3  3 labels have fewer than 50 pictures each: too few to learn by themselves.',
  ]);
  expect((await printed('--size', '16', '--channels', '1')).slice(0, 2)).toEqual([
    'Size: 16 × 16 pixels',
    'Channels: 1, grey',
  ]);
  expect((await printed('--size', '24x32'))[0]).toBe('Size: 24 × 32 pixels');
});

const forger = promisify(execFile);
const told = async (...given: string[]): Promise<string> =>
  (await forger(process.execPath, [join(outDir, 'cli.js'), ...given])).stdout;
const fails = async (...given: string[]): Promise<string> =>
  forger(process.execPath, words(...given)).then(
    () => 'it did not fail',
    (error: { stderr: string }) => error.stderr.trim(),
  );

/** Light squares on dark and one the other way round, a copy, a blank one, and a text. */
async function messy(): Promise<void> {
  const on = (ground: string, ink: string, side: number): Promise<Buffer> =>
    sharp({ create: { width: 40, height: 40, channels: 3, background: ground } })
      .composite([{ input: { create: { width: side, height: side, channels: 3, background: ink } } }])
      .png()
      .toBuffer();
  for (let side = 8; side < 24; side += 2)
    await put(`${side < 16 ? 'few' : 'many'}/${side}.png`, await on('#000', '#eee', side));
  await put('few/white.png', await on('#fff', '#111', 20));
  await put('many/copy.png', await on('#000', '#eee', 8));
  await put('many/blank.png', await on('#000', '#000', 8));
  await put('many/notes.txt', Buffer.from('no picture'));
}

it('takes inputs with their targets, says which are which, and what was wrong in a sentence', async () => {
  for (const name of ['1', '2', '3', '4', '5']) {
    await put(`A/${name}.png`, await picture(40, 40, 3, Number(name)).png().toBuffer());
    await put(
      `B/${name}.jpg`,
      await picture(40, 40, 3, 9 + Number(name))
        .jpeg()
        .toBuffer(),
    );
  }
  await put('B/x.png', await picture(40, 40).png().toBuffer());
  const look = (await told('look', folder, '--pairs', 'folders')).trim().split('\n');
  expect(look[0]).toBe('5 pairs of 5.');
  expect(look.join('\n')).toMatch(/Without a partner +1 /);
  expect(look.at(-1)).toBe(`To import so: forger import ${folder} --pairs folders --recommended`);
  expect(await told('look', folder)).toMatch(
    /Perhaps pairs +5 +"A" and "B" name their pictures alike: each may be an input and its target\. --pairs folders takes them so\./,
  );
  const chosen = ['--size', '16', '--channels', '3', '--pairs'];
  expect(await printed(...chosen, 'folders-swapped', '--leave-out', 'A/2.png', '--leave-out', 'B/3.*')).toEqual([
    'Size: 16 × 16 pixels, input and target each',
    'Channels: 3, colour',
    'Labels: none; subfolders would give them',
    'Pairs: two folders, swapped',
    'Refused: 1',
    '  B/x.png: has no partner in "A"',
    'Left out: 2',
    '  B/2.jpg: left out by hand',
    '  B/3.jpg: left out by hand',
  ]);
  const json = await told(...words(...chosen, 'folders', '--json').slice(1));
  const { record } = JSON.parse(json) as { record: DatasetRecord };
  expect(record).toMatchObject({ pairs: true, count: 5, image: { width: 32, height: 16, channels: 3 } });
  expect(await fails(...chosen, 'folders', '--crop', 'detail')).toMatch(
    /^forger: Pairs are not cropped where their detail is/,
  );
  expect(await fails(...chosen, 'left-input')).toMatch(/40 × 40 pixels are no input and target side by side/);
  await put('C/1.png', await picture(40, 40).png().toBuffer());
  expect(await fails(...chosen, 'folders')).toMatch(
    /^forger: Pairs come of two folders, and here are 3: "A", "B", "C"\./,
  );
  expect(await fails(...chosen, 'both')).toMatch(
    /Allowed choices are off, folders, folders-swapped, left-input, right-input/,
  );
});

it('looks first: findings, what is recommended, and how to import so', async () => {
  await messy();
  const lines = (await told('look', folder)).trim().split('\n');
  expect(lines[0]).toBe('11 pictures of 12 files.');
  expect(lines.join('\n')).toMatch(/Could not be read +1 +Listed with their reasons/);
  expect(lines.join('\n')).toMatch(/Light and dark mixed +1 .*Those on light ground are inverted\./);
  expect(lines.join('\n')).toMatch(/Copies +1 exact +Repeats are learned by heart\. The first of each is taken\./);
  expect(lines.join('\n')).toMatch(/Tones +light-on-dark +because 9 have a dark ground and 1 a light one/);
  expect(lines.at(-1)).toBe(`To import so: forger import ${folder} --recommended`);
  const { look, recommended } = JSON.parse(await told('look', folder, '--json')) as {
    look: FolderLook;
    recommended: object;
  };
  expect(look).toMatchObject({ kind: 'folder', whole: true, looked: 11, refused: 1 });
  expect(recommended).toMatchObject({ tones: 'light-on-dark', skip: ['copies', 'blank'], channels: 1 });
});

it('says why there are no labels', async () => {
  await messy();
  expect(await printed('--rename', 'many=few')).toContain(
    'Labels: none; what was renamed and dropped leaves one at most, which tells nothing apart',
  );
});

it('follows every choice, says so, and warns', async () => {
  await messy();
  const recommended = await printed('--recommended', '--rename', 'many=lots', '--leave-out', '1?.png');
  expect(recommended).toEqual(
    expect.arrayContaining([
      'Labels: few (2), lots (2)',
      'Tones: light-on-dark',
      'Skipped: copies, blank',
      'Left out: 7',
      '  many/copy.png: a copy of few/8.png',
      '  few/10.png: left out by hand',
    ]),
  );
  const plain = await printed(
    '--drop',
    'few',
    '--most',
    '3',
    '--labels',
    '1',
    '--background',
    '#FFCC00',
    '--fit',
    'crop',
    '--crop',
    '0.25,0,0.5,1',
  );
  expect(plain).toEqual(
    expect.arrayContaining([
      'Labels: none; what was renamed and dropped leaves one at most, which tells nothing apart',
      'Fit: crop, window 0.25,0,0.5,1',
      'Background: #ffcc00',
    ]),
  );
  expect(plain.some((line) => line.startsWith('Light and dark mixed'))).toBe(true);
});

it.each([
  [['--skip', 'everything'], /It takes copies, near-copies, blank, several with commas, or none\./],
  [['--labels', '0'], /It takes auto, none, or a level of folders from 1 to 32\./],
  [['--rename', 'few'], /It takes an old and a new name, such as boots=shoes\./],
  [['--rename', 'fwe=many'], /There is no label fwe here\./],
  [['--drop', 'fwe'], /There is no label fwe here\./],
  [['--background', 'reddish'], /--background takes black, white, contrast, or a colour such as #ffcc00\./],
  [['--padding', 'reddish'], /--padding takes black, white, edge, blur, or a colour such as #ffcc00\./],
  [
    ['--crop', '0.6,0,0.5,1'],
    /It takes centre, detail, or a window x,y,width,height in shares of the picture, such as/,
  ],
  [['--leave-out', '*.tiff'], /No file matches --leave-out \*\.tiff\./],
  [['--leave-out-list', 'gone.txt'], /The list gone\.txt cannot be read\. Give a text file with one path a line\./],
])('says what is wrong with %j in one sentence', async (options, sentence) => {
  await put('few/a.png', await picture(40, 50, 3, 1).png().toBuffer());
  await put('many/b.png', await picture(40, 50, 3, 2).png().toBuffer());
  const said = await fails(...options);
  expect(said).toMatch(sentence);
  expect(said.split('\n')).toHaveLength(1);
});

it('ends with the code of a shell when it is cancelled, and leaves nothing', async () => {
  const large = await sharp({ create: { width: 5000, height: 5000, channels: 3, background: '#345' } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  for (let index = 0; index < 60; index += 1) await put(`${index}.png`, large);
  const child = spawn(process.execPath, words('--size', '16', '--channels', '3'), { stdio: 'pipe' });
  const ended = once(child, 'exit');
  const datasets = join(library, 'datasets');
  const begun = async (): Promise<boolean> => (await readdir(datasets).catch(() => [])).length > 0;
  while (child.exitCode === null && !(await begun())) await new Promise((later) => setTimeout(later, 20));
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(await readdir(datasets)).toEqual([]);
});

it('looks at an archive, a moving picture and several folders, and imports them as it says', async () => {
  for (const label of ['cats', 'dogs'])
    for (const at of [1, 2]) await put(`${label}/${at}.png`, await picture(40, 50, 3, at).png().toBuffer());
  const zip = join(folder, 'pets.zip');
  const entries = ['cats/1.png', 'cats/2.png', 'dogs/1.png'].map(async (name) => ({
    name,
    data: await readFile(join(folder, name)),
  }));
  await writeFile(zip, rawZip(await Promise.all(entries)));
  expect(await told('look', zip, '--library', library)).toMatch(/^3 pictures of 3 files\./);
  const folders = [join(folder, 'cats'), join(folder, 'dogs')];
  expect((await told('look', ...folders)).trim().split('\n').at(-1)).toBe(
    `To import so: forger import ${folders.join(' ')} --recommended`,
  );
  expect(await told('import', ...folders, '--library', library)).toMatch(
    /^cats and dogs: 4 images .*\n(.*\n){2}Labels: cats \(2\), dogs \(2\)/,
  );
  const gif = join(folder, 'moving.gif');
  const frames = ['red', 'lime', 'blue', 'white'].map((background) =>
    sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  await sharp(await Promise.all(frames), { join: { animated: true } }).toFile(gif);
  const look = await told('look', gif, '--every', '2', '--library', library);
  expect(look).toMatch(/^2 pictures of 2 files\./);
  expect(look).toContain(`To import so: forger import ${gif} --every 2 --recommended`);
  expect(await told('import', gif, '--every', '1', '--library', library)).toMatch(/^moving: 4 images imported/);
  expect(await fails('--every', '2')).toContain('--every is of a video, a moving GIF or WebP; leave it out here.');
  expect((await readdir(join(library, 'datasets'))).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('imports a folder again as a version of what was made of it, and makes versions of a data set', async () => {
  const put8 = async (path: string, seed: number): Promise<void> =>
    put(path, await picture(8, 8, 3, seed).png().toBuffer());
  for (const [at, path] of ['a/1.png', 'a/2.png', 'a/3.png', 'b/1.png', 'b/2.png'].entries()) await put8(path, at + 1);
  await printed('--size', '8', '--channels', '3', '--name', 'Pictures');
  const list = join(home, 'numbers.txt');
  await writeFile(list, '4\n');
  const revise = (...options: string[]): ReturnType<typeof forgerOn> =>
    forgerOn(library, ['revise', 'Pictures', ...options]);
  const revised = await revise('--rename', 'b=c', '--leave-out', '1-2,2', '--leave-out-list', list);
  expect(revised.out).toMatch(
    /^Pictures, fewer: 2 of 5 images of Pictures as "images-[0-9a-f]+"\.\nLabels: a \(1\), c \(1\)\n$/,
  );
  const refused = async (...options: string[]): Promise<string> => (await revise(...options)).err.trim();
  expect(await refused('--leave-out', '6')).toBe('forger: "Pictures" has 5 images: there is no image 6.');
  expect(await refused('--leave-out', '0-3')).toContain('It takes numbers of images from 1');
  expect(await refused('--leave-out-list', join(home, 'none.txt'))).toContain('cannot be read');
  expect(await refused('--drop', 'x')).toBe('forger: "Pictures" has no label x.');
  expect(await refused('--name', 'n'.repeat(121))).toBe('forger: --name takes a text of 1 to 120 characters.');
  expect(await refused()).toContain('Nothing of "Pictures" would change');

  await put8('b/3.png', 9);
  await rm(join(folder, 'a/1.png'));
  expect(await printed('--again', 'Pictures')).toEqual([
    'Size: 8 × 8 pixels',
    'Channels: 3, colour',
    'Changed: +1 −1',
    'Labels: a (2), b (3)',
    ...['Found', expect.stringMatching(/^Rare labels/)],
  ]);
  expect(await fails('--again', 'Pictures', '--leave-out', '*.gif')).toBe(
    'forger: --again imports as was chosen before: leave out --leave-out.',
  );
});

it('says of a path into an archive what can be given in its place', async () => {
  const archive = join(folder, 'in.zip');
  await writeFile(archive, rawZip([{ name: 'top/a.png', data: Buffer.from('a') }]));
  for (const command of ['import', 'look']) {
    const failed = await promisify(execFile)(process.execPath, [
      ...[join(outDir, 'cli.js'), command, join(archive, 'top', 'below'), '--library', library],
    ]).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 1,
      stderr: `forger: ${archive} is a file, and nothing inside it can be given by itself: give the file, and let "forger import" leave out the rest of it, as with --leave-out "drafts/**", or unpack it and give the folder.\n`,
    });
  }
});
