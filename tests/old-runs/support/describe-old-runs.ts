import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../electron/cli/run.ts';
import { multipliesInBfloat16 } from '../../../electron/engine/device/processor.ts';
import type { Fingerprint } from '../../../electron/store/fingerprint.ts';
import { Library } from '../../../electron/store/index.ts';
import { checkIntegrity } from '../../../electron/store/integrity.ts';
import { runPathsIn } from '../../../electron/store/paths.ts';
import { commandsOf } from '../making/go-on.mjs';
import { bitsOf, GENERATIONS, keptCopy, reachedHere, type Expected, type Generation } from './generations.ts';

/** `FORGER_OLD_RUNS=here`: every run is held against the old program on this machine, as on another kind of processor. */
const COMPARE_HERE = process.env['FORGER_OLD_RUNS'] === 'here';

/** The first that differs waits for all of them to be trained by the old program. */
const REACHING_MS = 600_000;

const hasBfloat16 = multipliesInBfloat16(process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '');

/** A command of today's program. */
async function forger(words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    interactive: false,
  };
  return { code: await run(words, terminal, process.env), ...said };
}

/** Goes on with today's program, and gives the fingerprint it reaches. */
async function goOnToday(expected: Expected, folder: string): Promise<Fingerprint> {
  const print = { ...expected, commands: [['fingerprint', expected.run, '--json']] };
  let last = '';
  for (const words of [expected, print].flatMap((continuation) => commandsOf(continuation, folder))) {
    const said = await forger(words);
    expect(said, words.join(' ')).toMatchObject({ code: 0 });
    last = said.out;
  }
  return JSON.parse(last) as Fingerprint;
}

/** What was kept is whole, and reads as it did. */
async function checkKept({ kept, before }: Expected, folder: string): Promise<void> {
  if (kept === undefined) return;
  const problems: string[] = [];
  const library = await Library.open(join(folder, 'library'), { onProblem: (problem) => problems.push(problem) });
  const looking = { signal: new AbortController().signal, onBytes: () => undefined };
  expect((await checkIntegrity(runPathsIn(library.runDir(kept)), looking)).damaged).toEqual([]);
  expect((await library.listRuns()).map(({ id }) => id)).toContain(kept);
  expect(problems).toEqual([]);
  if (before) expect(bitsOf(await library.fingerprint(kept))).toEqual(bitsOf(before));
}

/** The tests of those old runs that go on in one process, see README.md. */
export function describeOldRuns(fits: (expected: Expected) => boolean): void {
  describe.each(GENERATIONS.map((generation) => [generation.commit, generation] as const))(
    'what %s left',
    (_, generation) => {
      const all = generation.continuations.filter(fits);
      const possible = all.filter(({ bfloat16 }) => hasBfloat16 || !bfloat16);
      const impossible = all.filter((expected) => !possible.includes(expected));
      let copy: Awaited<ReturnType<typeof keptCopy>>;
      let here: Promise<Fingerprint[]> | null = null;
      beforeAll(async () => void (copy = await keptCopy(generation)));
      afterAll(() => copy.remove());

      it.each(possible.map((expected) => [expected.title, expected] as const))(
        'goes on bit for bit: %s',
        async (_, expected) => {
          await checkKept(expected, copy.folder);
          const reached = bitsOf(await goOnToday(expected, copy.folder));
          if (!COMPARE_HERE && sameBits(reached, expected)) return;
          // Bits hold for one kind of processor: what counts here is where the program of that time comes here.
          here ??= reachedHere(generation, possible);
          expect(reached, differenceFrom(generation)).toEqual(bitsOf((await here)[possible.indexOf(expected)]!));
        },
        REACHING_MS,
      );

      // Where the processor does not multiply in bfloat16, whoever made such a run elsewhere is told so.
      it.each(impossible.map((expected) => [expected.title, expected] as const))(
        'opens, and says that this processor has no bfloat16: %s',
        async (_, expected) => {
          await checkKept(expected, copy.folder);
          const [words = []] = commandsOf(expected, copy.folder);
          expect(await forger(words)).toMatchObject({ code: 1, err: expect.stringContaining('bfloat16') });
        },
      );
    },
  );
}

const sameBits = (reached: ReturnType<typeof bitsOf>, { after }: Expected): boolean =>
  JSON.stringify(sorted(reached)) === JSON.stringify(sorted(bitsOf(after)));

const sorted = ({ tensors, numbers, ...rest }: ReturnType<typeof bitsOf>): unknown => [
  rest.step,
  rest.metrics.rows,
  rest.metrics.sha256,
  ...[tensors, numbers].map((record) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))),
];

const differenceFrom = ({ commit, processor }: Generation): string =>
  `It ends elsewhere than ${commit} did on ${processor.model}, and than ${commit} does here.`;
