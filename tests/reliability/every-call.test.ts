import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Library } from '../../electron/store/index.ts';
import { buildChild } from '../store/support/build-child.ts';
import { checkpointAt, metricRow, newRun } from '../store/support/values.ts';
import { sharedFolder } from './support/folders.ts';
import { traced, untraceable } from './support/trace.ts';

const reason = untraceable();
/** Programs at once: each waits most of the time. */
const AT_ONCE = 3;

const treeHash = (folder: string): string => {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  ))
    if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  return hash.digest('hex');
};

describe.skipIf(reason !== null)(`at every system call${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let folder: string;
  let script: string;
  let id: string;
  beforeAll(async () => {
    const shared = await sharedFolder();
    ({ folder } = shared);
    script = await buildChild(join(import.meta.dirname, 'support/traced-child.ts'), folder);
    const library = await Library.open(join(folder, 'origin'));
    ({ id } = await library.createRun(newRun()));
    const writer = await library.openWriter(id, 'app');
    await writer.appendMetrics(Array.from({ length: 40 }, (_, at) => metricRow(at + 1)));
    await writer.writeCheckpoint(checkpointAt(40));
    await writer.setStatus({ state: 'training', step: 40 });
    await writer.close();
    return shared.remove;
  });

  /** A copy of the library, and a place for the tracer's files. */
  function placeOf(name: string): { dir: string; files: string; old: string } {
    const files = join(folder, name);
    rmSync(files, { recursive: true, force: true });
    const dir = join(files, 'library');
    cpSync(join(folder, 'origin'), dir, { recursive: true });
    return { dir, files, old: join(dir, 'runs', id, 'checkpoints', 'step-00000040') };
  }

  /** One kill; what it hit, or null when the program had ended by itself. */
  async function killAt(call: string, when: number): Promise<string | null> {
    const { dir, files, old } = placeOf(`kill-${call}-${when}`);
    const before = treeHash(old);
    const { said, last } = await traced(script, [dir, id], `${call}:signal=SIGKILL:when=${when}`, files);
    expect(said.filter(({ failed }) => failed)).toEqual([]);
    const done = (what: string): boolean => said.some((fact) => fact.done === what);
    const problems: string[] = [];
    const library = await Library.open(dir, { onProblem: (problem) => problems.push(problem) });
    expect(treeHash(old)).toBe(before);
    const { step: steps } = (await library.readMetrics(id, 0)).columns;
    expect(steps).toEqual(steps.map((_, at) => at + 1));
    expect(done('metrics') ? [50] : [40, 50]).toContain(steps.length);
    const newest = await library.newestCheckpoint(id);
    expect(done('checkpoint') ? [50] : [40, 50]).toContain(newest?.step);
    expect(newest).toEqual(checkpointAt(newest!.step));
    const { step, state } = await library.readStatus(id);
    expect(done('status') ? [50] : [40, 50]).toContain(step);
    expect(state).toBe('interrupted');
    expect(problems).toEqual([]);
    await (await library.openWriter(id, 'app')).close();
    expect(readdirSync(join(dir, 'runs', id, 'checkpoints')).filter((name) => name.startsWith('.tmp'))).toEqual([]);
    rmSync(files, { recursive: true });
    return done('all') ? null : last;
  }

  it('a kill leaves the old state or the new one', async () => {
    const hit: string[] = [];
    for (const call of ['write', 'fsync', 'fdatasync', 'rename', 'mkdir']) {
      let ended = false;
      let when = 0;
      const work = async (): Promise<void> => {
        while (!ended) {
          const where = await killAt(call, (when += 1));
          if (where === null) ended = true;
          else hit.push(where);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    }
    const hits = (pattern: RegExp): number => hit.filter((call) => pattern.test(call)).length;
    // The names of the files are those of temporary ones until the rename.
    expect(hits(/^write\(.*metrics\.jsonl>/)).toBe(1);
    expect(hits(/^fdatasync\(.*metrics\.jsonl>/)).toBe(1);
    for (const file of ['generator/weights.bin', 'optimizers.safetensors', 'state.json', 'manifest.json']) {
      expect(hits(new RegExp(`^write\\(.*${file}>`)), file).toBe(1);
      expect(hits(new RegExp(`^fsync\\(.*${file}>`)), file).toBe(2);
    }
    expect(hits(/^fsync\(.*checkpoints>/)).toBe(1);
    expect(hits(/^rename\(.*step-00000050/)).toBe(1);
    expect(hits(/^rename\(.*status\.json/)).toBe(1);
    console.log(`${hit.length} kills, each at another system call`);
  }, 300_000);

  it.each([
    ['fsync', 'EIO', 'no-access'],
    ['fdatasync', 'EIO', 'no-access'],
    ['fsync', 'ENOSPC', 'no-space'],
    ['mkdir', 'EACCES', 'no-access'],
    ['rename', 'EACCES', 'no-access'],
    ['openat', 'EMFILE', 'internal'],
    ['openat', 'EACCES', 'no-access'],
  ])(
    '%s answering %s now and then is told, and costs nothing that was kept',
    async (call, error, code) => {
      let tampered = 0;
      for (const every of [2, 5, 11, 17]) {
        const { dir, files, old } = placeOf(`error-${call}-${error}-${every}`);
        const before = treeHash(old);
        const result = await traced(script, [dir, id, '12'], `${call}:error=${error}:when=${every}+${every}`, files);
        tampered += result.tampered.length;
        const failed = result.said.filter((fact) => fact.failed);
        for (const fact of failed)
          expect(fact).toMatchObject({ code, message: expect.stringMatching(/^[A-Z].*[.)]$/) });
        expect(result.said.at(-1)).toEqual({ done: 'all' });
        expect(treeHash(old)).toBe(before);
        const problems: string[] = [];
        const library = await Library.open(dir, { onProblem: (problem) => problems.push(problem) });
        const last = (what: string): number => result.said.findLast(({ done }) => done === what)?.step ?? 40;
        const { step: steps } = (await library.readMetrics(id, 0)).columns;
        expect(steps).toEqual(steps.map((_, at) => at + 1));
        expect(steps.length).toBeGreaterThanOrEqual(last('metrics'));
        const newest = await library.newestCheckpoint(id);
        expect(newest!.step).toBeGreaterThanOrEqual(last('checkpoint'));
        expect(newest).toEqual(checkpointAt(newest!.step));
        expect(problems).toEqual([]);
        rmSync(files, { recursive: true });
      }
      expect(tampered).toBeGreaterThan(5);
    },
    60_000,
  );
});
