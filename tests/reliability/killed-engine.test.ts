import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Library } from '../../electron/store/index.ts';
import { buildTraining, ENGINE_ENTRY, EngineProcess } from './support/engine.ts';
import { sharedFolder } from './support/folders.ts';
import { smallLibrary, trainHere, type SmallLibrary } from './support/small-library.ts';

/** R1. Longer by option: `KILLS=1000 npx vitest run tests/reliability/killed-engine.test.ts`. */
const KILLS = Number(process.env['KILLS'] ?? 25);
/** A life lasts for up to so many checkpoints, and some milliseconds more. */
const MOST_CHECKPOINTS = 2;
const SOME_MS = 60;

let place: SmallLibrary;
let script: string;
let removes: (() => Promise<void>)[];
const engines: EngineProcess[] = [];
beforeAll(async () => {
  const shared = await sharedFolder();
  place = await smallLibrary(shared.folder);
  const built = await buildTraining(ENGINE_ENTRY);
  ({ script } = built);
  removes = [shared.remove, built.remove];
});
afterEach(() => Promise.all(engines.map((engine) => engine.kill())));
afterAll(() => Promise.all(removes.map((remove) => remove())));

function startEngine(): EngineProcess {
  const engine = new EngineProcess(script);
  engines.push(engine);
  return engine;
}

/** Eager, because compiling would take most of each short life. */
const SETTINGS = {
  execution: 'eager',
  'ema.decay': 0.9,
  'checkpoint.everySteps': 7,
  'samples.everySteps': 50,
} as const;

describe('an engine that is killed', () => {
  it(`at ${KILLS} random moments loses nothing that was kept, and ends where it would have ended`, async () => {
    const { library, prepare } = place;
    const { id } = await prepare('fashion-gan-torch', { ...SETTINGS, steps: 10_000_000 });
    const stepsNow = async (): Promise<number[]> => (await library.readMetrics(id, 0)).columns.step;
    let next = startEngine();
    let lived = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const engine = next;
      next = startEngine(); // It gets ready meanwhile.
      await engine.ready();
      const before = (await library.newestCheckpoint(id))?.step ?? 0;
      let kept = 0;
      const reads: Promise<void>[] = [];
      engine.onEvent = (event) => {
        if (event.type === 'run-updated' && event.what === 'metrics')
          reads.push(stepsNow().then((steps) => void (kept = Math.max(kept, steps.at(-1) ?? 0))));
      };
      engine.send({ type: 'train', request: 1, library: library.dir, run: id });
      await engine.heard(({ type }) => type === 'done');
      const checkpoints = kill % (MOST_CHECKPOINTS + 1);
      await engine.heard(() => engine.checkpoints >= checkpoints);
      await sleep(Math.random() * SOME_MS);
      await engine.kill();
      await Promise.all(reads);

      const problems: string[] = [];
      const survivor = await Library.open(library.dir, { onProblem: (problem) => problems.push(problem) });
      expect(await survivor.readStatus(id)).toMatchObject({ state: 'interrupted', owner: null });
      const steps = await stepsNow();
      expect(steps).toEqual(steps.map((_, at) => at + 1));
      expect(steps.length).toBeGreaterThanOrEqual(kept);
      const newest = (await survivor.newestCheckpoint(id))?.step ?? 0;
      expect(newest).toBeGreaterThanOrEqual(before);
      expect(newest).toBeLessThanOrEqual(steps.length);
      expect(problems).toEqual([]);
      if (newest > before) lived += 1;
      if (before > 0) expect(await survivor.readLog(id)).toContain(`Goes on from step ${before} `);
    }
    expect(lived).toBeGreaterThan(KILLS / 5);

    await next.ready();
    next.send({ type: 'train', request: 1, library: library.dir, run: id });
    await next.heard(({ type }) => type === 'done');
    next.send({ type: 'stop', request: 2, run: id });
    await next.heard(({ type }) => type === 'run-ended');
    const { state, step } = await library.readStatus(id);
    expect(state).toBe('stopped');
    for (const inside of ['.', 'checkpoints', 'samples'])
      expect(readdirSync(join(library.runDir(id), inside)).filter((name) => /^\.tmp|^lock/.test(name))).toEqual([]);
    for (const checkpoint of await library.listCheckpoints(id)) await library.readCheckpoint(id, checkpoint.step);

    const whole = await prepare('fashion-gan-torch', { ...SETTINGS, steps: step });
    await trainHere(library, whole.id);
    const [found, expected] = [await library.fingerprint(id, step), await library.fingerprint(whole.id, step)];
    expect({ ...found, run: '' }).toEqual({ ...expected, run: '' });
    console.log(
      `${KILLS} kills, ${lived} of them after a new checkpoint; ${step} steps in all, equal to a run that never broke`,
    );
  }, 600_000);
});
