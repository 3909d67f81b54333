import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchResult, Machine } from '../../electron/engine/host/bench/index.ts';

const root = resolve(import.meta.dirname, '../..');
// Below node_modules, so that it finds TensorFlow's package.
const outDir = join(root, 'node_modules', '.cache', `forger-test-bench-${process.pid}`);

/** The command line and the process it measures, built as the app builds them. */
beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': resolve(root, 'electron/shared') } },
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      rolldownOptions: {
        input: {
          cli: resolve(root, 'electron/cli/index.ts'),
          bench: resolve(root, 'electron/engine/host/bench/process.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
}, 120_000);
afterAll(() => rm(outDir, { recursive: true, force: true, maxRetries: 10 }));

const TINY = ['--preset', 'fashion-gan-torch', '--batch', '8', '--steps', '3', '--rounds', '1', '--width', '0.0625'];

async function bench(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(outDir, 'cli.js'), 'bench', ...words],
      { env: { ...process.env, FORGER_WEBGPU: 'swiftshader' } },
    );
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

describe('forger bench', () => {
  it('measures every way of running a step, each in a process of its own', async () => {
    const { code, out, err } = await bench(...TINY, '--device', 'cpu', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { machine, results } = JSON.parse(out) as { machine: Machine; results: BenchResult[] };
    expect(machine.cores).toBeGreaterThan(0);
    expect(results.map(({ mode }) => mode)).toEqual(['eager', 'graph', 'xla']);
    for (const result of results) {
      expect(Object.keys(result).sort()).toEqual(
        [
          ...['preset', 'batch', 'device', 'mode', 'msPerStep', 'imagesPerSecond'],
          ...['peakMemoryMiB', 'firstStepMs', 'rounds'],
        ].sort(),
      );
      expect(result).toMatchObject({ preset: 'fashion-gan-torch', batch: 8, device: 'cpu', rounds: 1 });
      expect(result.imagesPerSecond).toBeCloseTo(8000 / result.msPerStep, 6);
      expect(result.firstStepMs).toBeGreaterThan(result.msPerStep);
      // TensorFlow alone takes more.
      expect(result.peakMemoryMiB).toBeGreaterThan(50);
    }
  }, 180_000);

  it('prints a table, and says what it had to leave out', async () => {
    const { code, out, err } = await bench(...TINY, '--device', 'js', '--mode', 'eager', '--mode', 'graph');
    expect(code).toBe(0);
    expect(out).toMatch(/^DEVICE {2}MODE .*\njs {6}eager .*\n$/);
    expect(err).toMatch(/^forger: left out graph on js: A step cannot run as a compiled graph here[^\n]*\n$/);
  });

  it.skipIf(process.platform !== 'linux')(
    'measures WebGPU when asked to, here in software',
    async () => {
      const { code, out, err } = await bench(
        ...TINY,
        ...['--batch', '2', '--steps', '1', '--device', 'webgpu', '--mode', 'eager', '--json'],
      );
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const { results } = JSON.parse(out) as { results: BenchResult[] };
      expect(results).toMatchObject([{ device: 'webgpu', mode: 'eager', batch: 2 }]);
      expect(results[0]?.msPerStep).toBeGreaterThan(0);
    },
    300_000,
  );

  it.each([
    [['--preset', 'none'], 1, 'no recipe called'],
    [['--width', '-1'], 2, 'It must be a number above 0.'],
    [['--mode', 'fast'], 2, 'It must be one of eager, graph, xla.'],
    [['--device', 'cuda', '--batch', '1'], 1, 'Batch'],
  ])('refuses %j with one line', async (words, code, text) => {
    const result = await bench(...words);
    expect(result).toMatchObject({ code, out: '' });
    expect(result.err).toContain(text);
    expect(result.err.trim().split('\n')).toHaveLength(1);
  });
});
