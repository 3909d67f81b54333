import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEASURED_IDS } from '@shared/measured.ts';
import { run } from '../../electron/cli/run.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../engine/support/library.ts';

let place: TemporaryLibrary;
let id: string;
beforeAll(async () => {
  place = await temporaryLibrary(64);
  // As runs of older versions are: nothing was measured.
  ({ id } = await place.prepare({ steps: 12, 'evaluations.every': 0 }));
  await trainHere(place.library, id);
});
afterAll(() => place.remove());

async function forger(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    interactive: false,
  };
  return { code: await run(words, terminal, { FORGER_LIBRARY: place.library.dir }), ...said };
}

interface Facts {
  step: number;
  values: Record<string, number | null>;
}
const linesOf = (out: string): Facts[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Facts);

describe('forger evaluate', () => {
  it('prints an object for each checkpoint, and keeps what was measured', async () => {
    const { code, out } = await forger('evaluate', id, '--all', '--json');
    expect(code).toBe(0);
    const made = linesOf(out);
    expect(made).toMatchObject([
      { run: id, epoch: 1, step: 8, average: false, samples: 500 },
      { run: id, epoch: 1.5, step: 12, average: false, samples: 500 },
    ]);
    for (const { values } of made) expect(Object.keys(values)).toEqual([...MEASURED_IDS]);
    expect(made[0]?.values).toMatchObject({ classes: null, checkerboard: null, kid: expect.any(Number) });
    const kept = await place.library.readCheckpointEvaluations(id);
    expect(kept.map(({ step, values }) => ({ step, values }))).toEqual(
      made.map(({ step, values }) => ({ step, values })),
    );
    expect(await place.library.readStatus(id)).toMatchObject({ state: 'finished', owner: null });

    // What is there is not measured again, and gives the same when it is.
    expect(linesOf((await forger('evaluate', id, '--step', '8', '--json')).out)).toEqual(made.slice(0, 1));
    const again = linesOf((await forger('evaluate', id, '--epoch', '1', '--metric', 'kid', '--again', '--json')).out);
    expect(again.map(({ step, values }) => [step, values])).toEqual([[12, { kid: made[1]?.values['kid'] }]]);
  });

  it('prints a table, of one number where it is asked for', async () => {
    const { out } = await forger('evaluate', 'latest', '--all', '--metric', 'kid');
    expect(out).toMatch(/^step {2}epoch +kid\n +8 +1 +[\d.,]+\n +12 +1\.5 +[\d.,]+\n$/);
  });

  it('refuses what it cannot mean', async () => {
    expect((await forger('evaluate', id, '--step', '8', '--all')).err).toMatch(/--step.*--all/);
    expect((await forger('evaluate', id, '--metric', 'fid')).err).toMatch(/fid.*kid/s);
    expect((await forger('evaluate', id, '--step', '7')).err).toMatch(/There is no checkpoint of step 7/);
  });
});
