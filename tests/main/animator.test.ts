import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decode } from 'fast-png';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnimationOptions, AnimationProgress } from '@shared/animation/options.ts';
import { gridLayout } from '@shared/run.ts';
import {
  animateApart,
  previewApart,
  type AnimationLauncher,
  type AnimationProcess,
} from '../../electron/main/jobs/animator.ts';
import type { AnimationCommand } from '../../electron/engine/host/animation/messages.ts';
import { NODE_VARIABLE, taskBeside } from '../../electron/main/jobs/plain-node.ts';
import { temporaryLibrary, trainHere, type TemporaryLibrary } from '../engine/support/library.ts';
import { decodeAnimation } from '../export/support/animation.ts';

const root = resolve(import.meta.dirname, '../..');
// Below node_modules, so that it finds sharp and TensorFlow's package.
const built = join(root, 'node_modules', '.cache', `forger-test-animation-${process.pid}`);
const EPOCHS: AnimationOptions = { what: 'epochs', format: 'webp', fps: 8, scale: 10, label: true, hold: 1 };
const WALK = { ...EPOCHS, what: 'walk', latents: 3, frames: 12, tiles: 4 } as const satisfies AnimationOptions;

let place: TemporaryLibrary;
let run: string;
let folder: string;
let exits = 0;

/** The real process, started as the app starts it. */
const launch: AnimationLauncher = () => {
  const child = taskBeside<AnimationCommand>(join(built, 'animation.mjs'))();
  child.onExit(() => {
    exits += 1;
  });
  return child;
};

beforeAll(async () => {
  vi.stubEnv(NODE_VARIABLE, process.execPath);
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': resolve(root, 'electron/shared') } },
    build: {
      ssr: resolve(root, 'electron/engine/host/animation/process.ts'),
      outDir: built,
      rolldownOptions: { output: { entryFileNames: 'animation.mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  });
  place = await temporaryLibrary();
  ({ id: run } = await place.prepare({ steps: 10 }));
  await trainHere(place.library, run);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  place.remove();
  await rm(built, { recursive: true, force: true, maxRetries: 10 });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-animator-'));
  exits = 0;
  return () => rm(folder, { recursive: true });
});

const task = (options: AnimationOptions) => ({
  library: place.library.dir,
  run,
  options,
  out: join(folder, 'out.webp'),
});
const never = new AbortController().signal;

describe('the process that makes animations', () => {
  it('writes the file, tells every frame, and is gone afterwards', async () => {
    const told: AnimationProgress[] = [];
    const result = await animateApart(launch, task(EPOCHS), never, (progress) => told.push(progress));
    expect(told).toEqual([1, 2, 3].map((done) => ({ done, total: 3 })));
    expect((await decodeAnimation(await readFile(result.path))).frames).toHaveLength(3);
    expect(await readdir(folder)).toEqual(['out.webp']);
    expect(exits).toBe(1);
  });

  it('walks and writes WebP, with TensorFlow beside sharp', async () => {
    const { path } = await animateApart(launch, task(WALK), never, () => undefined);
    expect((await decodeAnimation(await readFile(path))).frames).toHaveLength(WALK.frames);
  });

  it('previews a walk by a sheet of its frames, without writing anything', async () => {
    const { plan, sheet } = await previewApart(launch, task(WALK), never);
    expect(plan).toMatchObject({ frames: 12, width: 80 });
    expect(plan.estimatedBytes).toBeGreaterThan(100);
    expect(sheet?.frames).toBe(12);
    const { width, height } = decode(sheet!.png);
    const { columns, rows } = gridLayout(12, { width: 8, height: 8 });
    expect([width, height]).toEqual([columns * 8, rows * 8]);
    expect((await previewApart(launch, task(EPOCHS), never)).sheet).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it('passes on what cannot be made, in its own sentence', async () => {
    const made = animateApart(launch, { ...task(EPOCHS), run: 'no-such-run' }, never, () => undefined);
    await expect(made).rejects.toMatchObject({ code: 'not-found' });
    expect(exits).toBe(1);
  });

  it('cancelled half-way, leaves nothing', async () => {
    const controller = new AbortController();
    const made = animateApart(launch, task({ ...WALK, frames: 1000 }), controller.signal, () => controller.abort());
    await expect(made).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(folder)).toEqual([]);
    expect(exits).toBe(1);
  });

  it('cancelled before it began, starts none', async () => {
    await expect(previewApart(launch, task(WALK), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(exits).toBe(0);
  });

  it('a preview that is not wanted any more ends at once', async () => {
    const controller = new AbortController();
    const asked = previewApart(launch, task({ ...WALK, frames: 1000, tiles: 100 }), controller.signal);
    setTimeout(() => controller.abort(), 50);
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(exits).toBe(1);
  });

  it('that dies, or says what nobody understands, is told in a sentence, and its half-written file goes', async () => {
    const dies: AnimationLauncher = () => {
      const child = launch();
      const leave = (): void => child.kill();
      return { ...child, postMessage: leave } satisfies AnimationProcess;
    };
    await expect(animateApart(dies, task(EPOCHS), never, () => undefined)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('its process ended'),
    });
    const babbles: AnimationLauncher = () => ({
      ...launch(),
      onMessage: (listener) => listener({ type: 'written', result: 'yes' }),
    });
    await expect(animateApart(babbles, task(EPOCHS), never, () => undefined)).rejects.toMatchObject({
      code: 'internal',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
