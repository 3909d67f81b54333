import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import { run } from '../../electron/cli/run.ts';
import {
  datasetThumbnail,
  deletableDataset,
  importIdx,
  openDataset,
  readImportReport,
} from '../../electron/data/index.ts';
import { exportTfjs } from '../../electron/export/index.ts';
import { Library } from '../../electron/store/index.ts';
import { presetPath, readPreset } from '../../electron/store/presets.ts';
import { encodeIdx } from '../data/support/idx.ts';
import { HOSTILE } from '../store/support/hostile-names.ts';
import { checkpointAt, newRun } from '../store/support/values.ts';
import { quickFolder } from './support/folders.ts';

/** S2: sixty and more names, wherever a name is taken. */
describe(`${HOSTILE.length} hostile names`, () => {
  let world: string;
  let library: Library;
  let id: string;
  let before: string;
  beforeEach(async () => {
    world = await quickFolder();
    for (const folder of ['outside', 'outside/runs', 'place']) mkdirSync(join(world, folder));
    for (const file of ['secret.txt', 'outside/run.json', 'outside/dataset.json', 'place/x', 'x.json'])
      writeFileSync(join(world, file), 'secret');
    library = await Library.open(join(world, 'place', 'library'));
    ({ id } = await library.createRun(newRun()));
    before = outside();
  });

  /** Everything beside the library, by name and content. */
  function outside(): string {
    const hash = createHash('sha256');
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = join(folder, entry.name);
        if (path === library.dir) continue;
        hash.update(`${path}\n`);
        if (entry.isDirectory()) walk(path);
        else if (entry.isFile()) hash.update(readFileSync(path));
      }
    };
    walk(world);
    return hash.digest('hex');
  }

  const refused = async (work: () => unknown, name: string): Promise<void> => {
    const error = await Promise.resolve()
      .then(work)
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    expect(error, `${name} was taken`).toBeInstanceOf(ForgerError);
  };

  it('are more than sixty', () => expect(HOSTILE.length).toBeGreaterThan(60));

  it('are refused as ids of runs by everything a library does, also by what is added to it later', async () => {
    const taking = Object.getOwnPropertyNames(Library.prototype).filter(
      (name) => !['constructor', 'listRuns', 'libraryUse', 'createRun'].includes(name),
    );
    expect(taking.length).toBeGreaterThan(15);
    for (const method of taking) {
      const call = Reflect.get(library, method) as (...args: unknown[]) => unknown;
      for (const name of HOSTILE)
        await refused(() => call.call(library, name, 0, 0, 0), `${method}(${JSON.stringify(name)})`);
    }
    expect(outside()).toBe(before);
  });

  it('are refused as ids of data sets and presets', async () => {
    const bundled = join(world, 'outside');
    for (const name of HOSTILE) {
      await refused(() => openDataset(library.dir, bundled, name), name);
      await refused(() => deletableDataset(library.dir, name), name);
      await refused(() => datasetThumbnail(library.dir, bundled, name), name);
      await refused(() => readImportReport(library.dir, name), name);
      await refused(() => readPreset(library.dir, name), name);
      await refused(() => presetPath(library.dir, name), name);
    }
    expect(outside()).toBe(before);
  });

  it('stay names of runs, data sets and exports, and become no paths', async () => {
    const out = join(world, 'exports');
    const images = join(library.dir, 'images');
    writeFileSync(images, encodeIdx([2, 8, 8], new Uint8Array(128)));
    const writer = await library.openWriter(id, 'app');
    await writer.writeCheckpoint(checkpointAt(1));
    await writer.close();
    for (const name of HOSTILE.filter(({ length }) => length > 0 && length <= 120)) {
      await library.renameRun(id, name).catch((error: unknown) => expect(error).toBeInstanceOf(ForgerError));
      const { path } = await exportTfjs({ library, runId: id, step: 1, outDir: out });
      expect(dirname(path), name).toBe(out);
      const { record } = await importIdx({
        ...{ libraryDir: library.dir, pair: { images, labels: null }, name },
        ...{ signal: new AbortController().signal, onProgress: () => undefined },
      });
      expect(dirname(library.datasetDir(record.id))).toBe(join(library.dir, 'datasets'));
      expect(record.id).toMatch(/^[a-z0-9-]+$/);
    }
    for (const folder of readdirSync(out))
      expect(folder).toMatch(/^[^\\/:*?"<>|.\s][^\\/:*?"<>|]*-generator-step-1( \d+|-\d+)?$/u);
    expect(readdirSync(library.dir).sort()).toEqual(['datasets', 'images', 'runs']);
    expect(existsSync(join(world, 'x'))).toBe(false);
  });

  it('are refused by every command that takes a run, and by the settings of a new one', async () => {
    const said: string[] = [];
    const terminal = { out: () => undefined, err: (text: string) => void said.push(text), interactive: false };
    const forger = (...words: string[]): Promise<number> => run(words, terminal, { FORGER_LIBRARY: library.dir });
    for (const name of HOSTILE.filter((candidate) => candidate !== '')) {
      for (const words of [
        ['fingerprint'],
        ['samples', '--out', join(library.dir, 'grid.png')],
        ['resume'],
        ['export', '--format', 'tfjs', '--out', library.dir],
      ])
        expect(await forger(words[0]!, name, ...words.slice(1)), name).not.toBe(0);
      for (const flag of ['--preset', '--dataset'])
        expect(await forger('train', '--preset', 'keras-gan', '--dataset', 'fashion-mnist', flag, name), name).not.toBe(
          0,
        );
    }
    for (const line of said) expect(line).toMatch(/^forger: /);
    expect(outside()).toBe(before);
  });

  it('and links lead nowhere', async () => {
    const target = join(world, 'outside');
    symlinkSync(target, join(library.dir, 'runs', 'linked'));
    expect((await library.listRuns()).map((listed) => listed.id)).toEqual([id]);
    for (const work of [
      () => library.readRun('linked'),
      () => library.openWriter('linked', 'app'),
      () => library.runDir('linked'),
      () => library.renameRun('linked', 'x'),
    ])
      await refused(work, 'linked');
    for (const file of ['metrics.jsonl', 'log.txt', 'samples', 'checkpoints', 'metrics.pyramid', 'pins.json']) {
      const { id: other } = await library.createRun(newRun());
      const path = join(library.runDir(other), file);
      rmSync(path, { recursive: true, force: true });
      symlinkSync(join(world, 'secret.txt'), path);
      await expect(library.openWriter(other, 'app'), file).rejects.toThrow(
        `"${file}" in the folder of this run is a link`,
      );
      expect(await library.writerOf(other)).toBeNull();
      expect(lstatSync(path).isSymbolicLink()).toBe(true);
    }
    expect(outside()).toBe(before);
  });
});
