import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTraining, engineEnvironment } from './support/engine.ts';
import { quickFolder } from './support/folders.ts';

/** L1. Longer by option: `SOAK_STEPS=200000 npx vitest run tests/reliability/soak.test.ts`. */
const STEPS = Number(process.env['SOAK_STEPS'] ?? 5000);
/** What grows until here is warm-up; what the process holds from here to the middle is its plateau. */
const WARM = 0.2;

let script: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ script, remove } = await buildTraining('tests/reliability/support/soak-child.ts'));
});
afterAll(() => remove());

interface Reading {
  step: number;
  tensors: number;
  bytes: number;
  memory: number;
  handles: number;
}

async function soak(execution: 'eager' | 'graph', steps: number): Promise<Reading[]> {
  const child = spawn(process.execPath, ['--expose-gc', script, await quickFolder(), execution, String(steps)], {
    env: engineEnvironment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Reading & { state?: string });
  expect(lines.pop()).toEqual({ state: 'finished', message: null });
  return lines;
}

describe('a long run', () => {
  it.each([
    // Op by op takes several times as long.
    ['graph', STEPS],
    ['eager', 0.4 * STEPS],
  ] as const)(
    'holds no more at its end than when it was warm (%s, %i steps)',
    async (execution, steps) => {
      const readings = await soak(execution, steps);
      expect(readings.at(-1)?.step).toBeGreaterThan(0.8 * steps);
      const warm = readings.filter(({ step }) => step > WARM * steps);
      // A reading may fall into a moment in which something is held for a short time; what is lost is held ever after.
      const [early, late] = [warm.slice(0, warm.length / 2), warm.slice(warm.length / 2)];
      const least = (some: readonly Reading[], held: 'tensors' | 'bytes'): number =>
        Math.min(...some.map((reading) => reading[held]));
      for (const held of ['tensors', 'bytes'] as const)
        expect(least(late, held), warm.map((reading) => `${reading.step}: ${reading[held]}`).join()).toBe(
          least(early, held),
        );
      const handles = warm.map((reading) => reading.handles);
      expect(Math.max(...handles) - Math.min(...handles)).toBeLessThanOrEqual(1);
      const plateau = Math.max(...warm.filter(({ step }) => step <= steps / 2).map(({ memory }) => memory));
      const end = readings.at(-1)?.memory ?? 0;
      expect(end / plateau).toBeLessThanOrEqual(1.1);
      console.log(
        `${execution}: ${warm[0]?.tensors} tensors, ${handles.at(-1)} handles, memory at the end ${(end / plateau).toFixed(3)} of the plateau of ${Math.round(plateau / 2 ** 20)} MiB`,
      );
    },
    600_000,
  );
});
