import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildTraining, ENGINE_ENTRY, engineEnvironment, EngineProcess, isAlive } from './support/engine.ts';
import { sharedFolder } from './support/folders.ts';
import { smallLibrary, type SmallLibrary } from './support/small-library.ts';

/** R6. Longer by option: `ROUNDS=100 npx vitest run tests/reliability/two-apps.test.ts`. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 10);
/** How long an engine may outlive its app. */
const LONGEST_MS = 5000;

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

const SETTINGS = { execution: 'eager', 'checkpoint.everySteps': 20, 'samples.everySteps': 1000 } as const;
const prepare = () => place.prepare('fashion-gan-torch', { ...SETTINGS, steps: 10_000_000 });

/** What a run's folder must look like when nobody writes it. */
async function expectFree(id: string): Promise<void> {
  const { library } = place;
  expect(await library.writerOf(id)).toBeNull();
  const { step: steps } = (await library.readMetrics(id, 0)).columns;
  expect(steps).toEqual(steps.map((_, at) => at + 1));
  await (await library.openWriter(id, 'cli')).close();
  expect(readdirSync(library.runDir(id)).filter((name) => /^\.tmp|^lock/.test(name))).toEqual([]);
}

describe('an app that is killed while its engine trains', () => {
  it(`takes the engine with it within five seconds, and leaves no lock that needs a person (${ROUNDS} times)`, async () => {
    const { library } = place;
    const durations: number[] = [];
    const killApp = async (): Promise<void> => {
      const { id } = await prepare();
      const app = spawn(
        process.execPath,
        [join(import.meta.dirname, 'support/app-stand-in.mjs'), script, library.dir, id],
        {
          env: engineEnvironment,
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      let engine = 0;
      for await (const line of createInterface({ input: app.stdout })) {
        const { type, pid } = JSON.parse(line) as { type: string; pid: number };
        engine = pid;
        if (type === 'done') break;
      }
      await sleep(Math.random() * 300);
      expect(isAlive(engine)).toBe(true);
      const killed = performance.now();
      app.kill('SIGKILL');
      while (isAlive(engine) && performance.now() - killed < 2 * LONGEST_MS) await sleep(20);
      durations.push(performance.now() - killed);
      expect(isAlive(engine)).toBe(false);
      expect(['stopped', 'interrupted']).toContain((await library.readStatus(id)).state);
      await expectFree(id);
    };
    for (let round = 0; round < ROUNDS; round += 2) await Promise.all([killApp(), killApp()]);
    expect(Math.max(...durations)).toBeLessThan(LONGEST_MS);
    console.log(`the engine ended ${Math.round(Math.max(...durations))} ms after its app at the latest`);
  }, 300_000);
});

describe('two apps on one library', () => {
  it(`have one writer; when it is killed, the other goes on at once (${ROUNDS} times)`, async () => {
    const { library } = place;
    const { id } = await prepare();
    let pair = [startEngine(), startEngine()] as [EngineProcess, EngineProcess];
    let request = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(pair.map((engine) => engine.ready()));
      const reserve = startEngine();
      request += 1;
      for (const engine of pair) engine.send({ type: 'train', request, library: library.dir, run: id });
      const answers = await Promise.all(
        pair.map((engine) =>
          engine.heard((event) => (event.type === 'done' || event.type === 'refused') && event.request === request),
        ),
      );
      expect(answers.map(({ type }) => type).sort()).toEqual(['done', 'refused']);
      expect(answers.find(({ type }) => type === 'refused')).toMatchObject({ error: { code: 'busy' } });
      const winner = answers[0]?.type === 'done' ? 0 : 1;
      const [trains, waits] = winner === 0 ? pair : [pair[1], pair[0]];
      expect(await library.writerOf(id)).toMatchObject({ pid: trains.child.pid, owner: 'app' });
      await sleep(Math.random() * 200);
      await trains.kill();
      expect((await library.readStatus(id)).state).toBe('interrupted');
      request += 1;
      waits.send({ type: 'train', request, library: library.dir, run: id });
      await waits.heard((event) => event.type === 'done' && event.request === request);
      request += 1;
      waits.send({ type: 'stop', request, run: id });
      await waits.heard(({ type }) => type === 'run-ended');
      expect((await library.readStatus(id)).state).toBe('stopped');
      waits.events.length = 0;
      waits.events.push({ type: 'ready', pid: waits.child.pid ?? 0 });
      pair = [waits, reserve];
    }
    await Promise.all(pair.map((engine) => engine.kill()));
    await expectFree(id);
  }, 300_000);
});
