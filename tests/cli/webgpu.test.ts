import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DoctorReport } from '@shared/doctor.ts';
import { run } from '../../electron/cli/run.ts';
import type { TrainingResult } from '../../electron/cli/training.ts';
import { Library } from '../../electron/store/index.ts';
import { distance } from '../golden/golden.ts';
import { describeOnSoftwareGpu } from '../engine/support/software-gpu.ts';

/** Of an array's largest value: what a run that went on may differ by from one that never stopped. */
const TOLERANCE = 1e-5;
const SIDE = 16;
const IMAGES = 8;

let home: string;
let library: string;
let dataset: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-cli-webgpu-'));
  library = join(home, 'library');
  const folder = join(home, 'images');
  await mkdir(folder);
  const idx = Buffer.alloc(16 + IMAGES * SIDE * SIDE);
  idx.writeUInt32BE(0x803, 0);
  [IMAGES, SIDE, SIDE].forEach((size, index) => idx.writeUInt32BE(size, 4 + index * 4));
  for (let place = 0; place < IMAGES * SIDE * SIDE; place++) idx[16 + place] = (place * 7) % 251;
  await writeFile(join(folder, 'train-images-idx3-ubyte.gz'), gzipSync(idx));
  dataset = (await json<{ id: string }>('import', join(folder, 'train-images-idx3-ubyte.gz'), '--name', 'Waves')).id;
});
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

async function forger(...words: string[]): Promise<string> {
  const said = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    interactive: false,
  };
  const code = await run(words, terminal, { FORGER_LIBRARY: library });
  expect({ code, err: said.err }).toEqual({ code: 0, err: '' });
  return said.out;
}
const json = async <T>(...words: string[]): Promise<T> => JSON.parse(await forger(...words, '--json')) as T;

/** Two steps an epoch, with narrow convolutions. */
const train = (epochs: number): Promise<TrainingResult> =>
  json<TrainingResult>(
    ...['train', '--preset', 'dcgan-64', '--dataset', dataset, '--device', 'webgpu', '--epochs', String(epochs)],
    ...['--batch', '4', '--set', 'network.width=0.0625', '--set', 'latent.size=6', '--set', 'samples.count=4'],
  );

describeOnSoftwareGpu('the command line on WebGPU', () => {
  it('doctor names the GPU, says that it is software, and auto leaves it alone', async () => {
    const { devices, chosen } = await json<DoctorReport>('doctor');
    expect(devices.find(({ kind }) => kind === 'webgpu')).toMatchObject({
      title: expect.stringMatching(/^Software GPU, WebGPU \(SwiftShader/),
      software: true,
    });
    expect(chosen).not.toBe('webgpu');
  });

  it('a run trains, stops, goes on as if it had not stopped, and gives samples', async () => {
    const whole = await train(2);
    expect(whole.status).toMatchObject({ state: 'finished', step: 4 });
    expect(whole.way).toEqual({ device: 'webgpu', execution: 'eager', threads: null });
    expect(Number.isFinite(whole.metrics?.gLoss)).toBe(true);

    const first = await train(1);
    expect(first.status).toMatchObject({ state: 'finished', step: 2 });
    const rest = await json<TrainingResult>('resume', first.id, '--epochs', '2');
    expect(rest.status).toMatchObject({ state: 'finished', step: 4 });

    const store = await Library.open(library);
    const [wanted, ours] = [await store.newestCheckpoint(whole.id), await store.newestCheckpoint(first.id)];
    expect(ours?.step).toBe(4);
    for (const player of ['generator', 'discriminator'] as const)
      for (const [index, { name, data }] of (wanted?.[player] ?? []).entries())
        expect(distance(ours?.[player][index]?.data ?? [], data), name).toBeLessThan(TOLERANCE);
    expect((await store.readRun(whole.id)).device).toMatchObject({ kind: 'webgpu', software: true });
    await forger('samples', first.id, '--count', '4', '--out', join(home, 'grid.png'));
  });
});
