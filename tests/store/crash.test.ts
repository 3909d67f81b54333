import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sweepLeftovers, writeFileAtomic } from '../../electron/store/files/index.ts';
import { Library } from '../../electron/store/index.ts';
import { buildChild } from './support/build-child.ts';
import { fileContent, numberIn } from './support/crash-content.ts';
import { checkpointAt, libraryWithRun, temporaryFolder } from './support/fixtures.ts';

/** More by option: `KILLS=1000 npx vitest run tests/store/crash.test.ts`. */
const KILLS = Number(process.env['KILLS'] ?? 25);

/** Runs the child until it has said `lines` lines and some milliseconds more, kills it, and gives what it said. */
async function killed(script: string, args: string[], lines: number, milliseconds: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const said: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => {
    said.push(line);
    if (said.length === lines) void sleep(milliseconds).then(() => child.kill('SIGKILL'));
  });
  const [[code, signal]] = await Promise.all([once(child, 'exit'), once(output, 'close')]);
  expect(errors.join('')).toBe('');
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  return said;
}

describe('a kill at any moment', () => {
  it(`leaves a file as it was or as it was to be (${KILLS} times)`, async () => {
    const folder = await temporaryFolder();
    const script = await buildChild(join(import.meta.dirname, 'support/crash-child.ts'), await temporaryFolder());
    const path = join(folder, 'file');
    let number = 0;
    await writeFileAtomic(path, fileContent(number));
    for (let kill = 0; kill < KILLS; kill += 1) {
      const said = await killed(script, ['file', path, String(number + 1)], 1 + (kill % 3), Math.random() * 12);
      const acknowledged = Number(said.at(-1));
      const found = numberIn(await readFile(path));
      expect([acknowledged, acknowledged + 1]).toContain(found);
      number = found!;
      await sweepLeftovers(folder);
      expect(await readdir(folder)).toEqual(['file']);
    }
  }, 600_000);

  it(`leaves a run that goes on from its newest checkpoint, with every acknowledged metric (${KILLS} times)`, async () => {
    const { library, id } = await libraryWithRun();
    const script = await buildChild(join(import.meta.dirname, 'support/crash-child.ts'), await temporaryFolder());
    for (let kill = 0; kill < KILLS; kill += 1) {
      const said = await killed(script, ['run', library.dir, id], 1 + (kill % 4), Math.random() * 25);
      const last = (what: string): number => Number(said.findLast((line) => line.startsWith(what))?.split(' ')[1] ?? 0);
      const [metrics, checkpoint] = [last('metrics'), last('checkpoint')];

      const problems: string[] = [];
      const survivor = await Library.open(library.dir, { onProblem: (problem) => problems.push(problem) });
      expect((await survivor.readStatus(id)).state).toBe('interrupted');
      const newest = await survivor.newestCheckpoint(id);
      expect(problems).toEqual([]);
      if (checkpoint > 0) expect([checkpoint, checkpoint + 1]).toContain(newest?.step);
      if (newest) expect(newest).toEqual(checkpointAt(newest.step));
      const { step: steps } = (await survivor.readMetrics(id, 0)).columns;
      expect(steps).toEqual(steps.map((_, index) => index + 1));
      expect(steps.length).toBeGreaterThanOrEqual(metrics);

      await (await survivor.openWriter(id, 'app')).close();
      for (const inside of ['.', 'checkpoints', 'samples'])
        expect((await readdir(join(survivor.runDir(id), inside))).filter((name) => /^\.tmp|lock/.test(name))).toEqual(
          [],
        );
      for (const { step } of await survivor.listCheckpoints(id)) await survivor.readCheckpoint(id, step);
    }
  }, 600_000);
});
