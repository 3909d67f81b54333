import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { picture } from '../data/support/pictures.ts';

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
    '  3: a link to a folder of 1 file; links are not followed: put the folder itself here',
  ]);
  expect((await printed('--size', '16', '--channels', '1')).slice(0, 2)).toEqual([
    'Size: 16 × 16 pixels',
    'Channels: 1, grey',
  ]);
  expect((await printed('--size', '24x32'))[0]).toBe('Size: 24 × 32 pixels');
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
