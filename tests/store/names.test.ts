import fc from 'fast-check';
import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ForgerError } from '@shared/contract/errors.ts';
import { checkpointFolder, parseCheckpointFolder, parseSampleFile } from '@shared/library-names.ts';
import { idSchema } from '@shared/run.ts';
import { makeRunId } from '../../electron/store/ids.ts';
import { Library } from '../../electron/store/index.ts';
import { libraryWithRun, newRun, temporaryFolder } from './support/fixtures.ts';
import { HOSTILE } from './support/hostile-names.ts';

const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('.', '/', '\\', ':', '%', '2', 'e', 'c', 'o', 'n', '-', '\0', ' ') }),
  fc.string({ unit: fc.constantFrom('.', '/', 'epoch-', 'step-', '0001', '.png', '\n', '00000001') }),
);

describe('names from outside', () => {
  let library: Library;
  let id: string;
  beforeEach(async () => {
    ({ library, id } = await libraryWithRun());
  });

  const asked = (name: string): (() => unknown)[] => [
    () => library.readRun(name),
    () => library.readStatus(name),
    () => library.renameRun(name, 'x'),
    () => library.openWriter(name, 'app'),
    () => library.writerOf(name),
    () => library.readMetrics(name, 0),
    () => library.listSamples(name),
    () => library.listCheckpoints(name),
    () => library.readCheckpoint(name, 0),
    () => library.newestCheckpoint(name),
    () => library.readLog(name),
  ];

  it('are refused as ids, one and all', async () => {
    for (const name of HOSTILE) {
      for (const asking of asked(name)) await expect(asking(), name).rejects.toMatchObject({ code: 'invalid-request' });
      for (const asking of [
        () => library.runDir(name),
        () => library.datasetDir(name),
        () => library.samplePath(name, 'epoch-0000.png'),
      ])
        expect(asking, name).toThrow(ForgerError);
    }
  });

  it('become a folder right under runs, or nothing', () => {
    fc.assert(
      fc.property(text, (name) => {
        let path: string;
        try {
          path = library.runDir(name);
        } catch (error) {
          expect(error).toBeInstanceOf(ForgerError);
          return;
        }
        expect(path).toBe(`${library.dir}${sep}runs${sep}${name}`);
        expect(name).toMatch(/^[a-z0-9-]{1,64}$/);
      }),
      { numRuns: 3000 },
    );
  });

  it('become a sample grid, or nothing', async () => {
    const folder = join(library.runDir(id), 'samples');
    await writeFile(join(folder, 'epoch-0001.png'), 'x');
    await writeFile(join(folder, 'secret.txt'), 'x');
    await symlink('/etc/passwd', join(folder, 'epoch-0002.png'));
    expect(library.samplePath(id, 'epoch-0001.png')).toBe(join(folder, 'epoch-0001.png'));
    expect(() => library.samplePath(id, 'epoch-0002.png')).toThrow('not there any more');
    expect(await library.listSamples(id)).toMatchObject([{ file: 'epoch-0001.png' }]);
    for (const name of [
      ...HOSTILE,
      'secret.txt',
      'epoch-0001.png\n',
      'epoch-0001.png/',
      'epoch-1.png',
      'EPOCH-0001.png',
      'epoch-0001.png\0',
    ])
      expect(() => library.samplePath(id, name), name).toThrow('not the name of a sample grid');
    fc.assert(
      fc.property(
        text,
        (name) => parseSampleFile(name) === null || /^(epoch-\d{4,9}|step-\d{8,10})(-average)?\.png$/.test(name),
      ),
    );
  });

  it('never reach the writer’s disk', async () => {
    const writer = await library.openWriter(id, 'app');
    for (const name of HOSTILE)
      await expect(writer.writeSamples(name, Uint8Array.of(1))).rejects.toMatchObject({ code: 'invalid-request' });
    await writer.close();
  });

  it('are steps, or nothing', async () => {
    for (const step of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e10, '../1' as never, null as never])
      await expect(library.readCheckpoint(id, step)).rejects.toMatchObject({ code: 'invalid-request' });
    fc.assert(fc.property(fc.nat(), (step) => parseCheckpointFolder(checkpointFolder(step)) === step));
    fc.assert(
      fc.property(
        text,
        (name) => parseCheckpointFolder(name) === null || checkpointFolder(parseCheckpointFolder(name)!) === name,
      ),
    );
    expect(parseCheckpointFolder('step-0000000001')).toBeNull();
  });

  it('are kept as names and never become paths', async () => {
    const own = await Library.open(await temporaryFolder());
    for (const name of HOSTILE.filter((candidate) => candidate.length <= 120)) await own.createRun(newRun({ name }));
    const { id: renamed } = await own.createRun(newRun());
    await own.renameRun(renamed, '../../x\0');
    expect((await own.readRun(renamed)).name).toBe('../../x\0');
    await expect(own.renameRun(renamed, 'a'.repeat(121))).rejects.toThrow('at most 120 characters');
    expect(await readdir(own.dir)).toEqual(['datasets', 'runs']);
    for (const folder of await readdir(join(own.dir, 'runs'))) expect(folder).toMatch(/^\d{8}-\d{6}-[a-z0-9]{4}$/);
    expect((await own.listRuns()).map((run) => run.name)).toContain('\ud800');
  });
});

describe('ids', () => {
  it('are valid, sort by age and hold their time', () => {
    expect(makeRunId(new Date('2026-01-31T23:59:58.999Z'))).toMatch(/^20260131-235958-[a-z0-9]{4}$/);
    const time = fc.date({ min: new Date('2000-01-01'), max: new Date('9999-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [first, second] = [makeRunId(a), makeRunId(b)];
        expect(idSchema.safeParse(first).success).toBe(true);
        if (Math.floor(a.getTime() / 1000) < Math.floor(b.getTime() / 1000)) expect(first < second).toBe(true);
      }),
    );
  });

  it('of a copied folder are its own', async () => {
    const { library, id } = await libraryWithRun();
    await cp(library.runDir(id), library.runDir('copy'), { recursive: true });
    expect((await library.readRun('copy')).id).toBe('copy');
    expect(await readFile(join(library.runDir('copy'), 'run.json'), 'utf8')).toContain(id);
  });
});
