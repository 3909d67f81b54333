import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RuntimeProgress } from '@shared/runtimes.ts';
import { CUDA_PACKAGES, type CudaPackage } from '../../../../electron/engine/host/runtimes/cuda-packages.ts';
import {
  arrivingDir,
  CUDA_RUNTIME,
  CUDA_TENSORFLOW,
  cudaSize,
  installCuda,
  type InstallCudaArguments,
} from '../../../../electron/engine/host/runtimes/install-cuda.ts';
import {
  parseDriverVersion,
  requireFit,
  type MachineFacts,
} from '../../../../electron/engine/host/runtimes/requirements.ts';

const FIT: MachineFacts = { platform: 'linux', arch: 'x64', driver: '550.54.14', freeBytes: 1e12 };

interface Wheel {
  about: CudaPackage;
  content: Buffer;
}

async function wheelOf(wheel: string, files: Record<string, { text: string; mode?: number }>): Promise<Wheel> {
  const zip = new ZipFile();
  for (const [name, { text, mode }] of Object.entries(files))
    zip.addBuffer(Buffer.from(text), name, mode === undefined ? {} : { mode });
  zip.addBuffer(Buffer.from('not wanted'), `${wheel}/other.py`);
  zip.end();
  const content = await buffer(zip.outputStream);
  const texts = Object.values(files).map(({ text }) => text);
  return {
    content,
    about: {
      title: wheel,
      wheel,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      unpackedBytes: texts.join('').length,
      kept: Object.keys(files),
    },
  };
}

describe('installing CUDA', () => {
  let folder: string;
  let server: Server;
  let wheels: Wheel[];
  /** Bytes after which a download of that wheel is cut off. */
  let cut: Record<string, number>;
  let asked: { wheel: string; range: string | undefined }[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'forger-cuda-'));
    wheels = [
      await wheelOf('tensorflow.whl', { 'tensorflow/libtensorflow_cc.so.2': { text: 'cc'.repeat(3000) } }),
      await wheelOf('nvcc.whl', {
        'nvidia/cuda_nvcc/bin/ptxas': { text: '#!', mode: 0o100755 },
        'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc': { text: 'bc' },
      }),
    ];
    cut = {};
    asked = [];
    server = createServer((request, response) => {
      const name = request.url?.slice(1) ?? '';
      const { range } = request.headers;
      asked.push({ wheel: name, range });
      const content = wheels.find(({ about }) => about.wheel === name)?.content;
      if (!content) return void response.writeHead(404).end();
      const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
      response.writeHead(range ? 206 : 200, { 'content-length': content.length - from });
      const until = cut[name];
      if (until === undefined) response.end(content.subarray(from));
      else response.write(content.subarray(from, until), () => response.destroy());
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const cpu = join(folder, 'cpu');
    await mkdir(cpu);
    await writeFile(join(cpu, 'tfjs_binding.node'), 'binding');
    await writeFile(join(cpu, 'runtime.json'), JSON.stringify({ tensorflow: CUDA_TENSORFLOW }));
  });

  afterEach(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const native = (): string => join(folder, 'native');
  const install = (more: Partial<InstallCudaArguments> = {}): Promise<string> => {
    const { port } = server.address() as AddressInfo;
    return installCuda({
      nativeDir: native(),
      cpuRuntime: join(folder, 'cpu'),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      verify: () => Promise.resolve(),
      packages: wheels.map(({ about }) => about),
      addresses: { server: null, of: ({ wheel }) => Promise.resolve(`http://127.0.0.1:${port}/${wheel}`) },
      facts: FIT,
      ...more,
    });
  };
  /** What a process looking for runtimes would see. */
  const seen = async (): Promise<string[]> => (await readdir(native())).filter((name) => !name.startsWith('.'));

  it('lays the libraries out as TensorFlow looks for them, with the binding beside its own', async () => {
    const progress: RuntimeProgress[] = [];
    const runtime = await install({ onProgress: (one) => progress.push(one) });
    expect(runtime).toBe(join(native(), CUDA_RUNTIME));
    expect(await readFile(join(runtime, 'tensorflow/libtensorflow_cc.so.2'), 'utf8')).toBe('cc'.repeat(3000));
    expect(await readFile(join(runtime, 'tfjs_binding.node'), 'utf8')).toBe('binding');
    expect(existsSync(join(runtime, 'tensorflow/tfjs_binding.node'))).toBe(true);
    expect((await stat(join(runtime, 'nvidia/cuda_nvcc/bin/ptxas'))).mode & 0o111).toBe(0o111);
    expect(existsSync(join(runtime, 'tensorflow.whl'))).toBe(false);
    expect(await readdir(native())).toEqual([CUDA_RUNTIME]);
    const { download, installed } = cudaSize(wheels.map(({ about }) => about));
    expect(progress.at(-1)).toMatchObject({ stage: 'verify', done: download + installed, total: download + installed });
    const done = progress.map((one) => one.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  it('goes on where a download was cut off, and fetches nothing twice', async () => {
    const [first, second] = wheels.map(({ about }) => about);
    cut[second!.wheel] = 100;
    await expect(install()).rejects.toThrow(ForgerError);
    expect(await seen()).toEqual([]);
    cut = {};
    asked = [];
    await install();
    expect(asked).toEqual([{ wheel: second!.wheel, range: 'bytes=100-' }]);
    expect(first!.wheel).not.toBe(second!.wheel);
  });

  it('is not seen by anyone before a step was trained with it; the next try only trains', async () => {
    const verify = async (runtime: string): Promise<void> => {
      expect(existsSync(join(runtime, 'tfjs_binding.node'))).toBe(true);
      expect(await seen()).toEqual([]);
      throw new ForgerError('device-unavailable', 'No GPU that it can use.');
    };
    await expect(install({ verify })).rejects.toThrow('No GPU that it can use.');
    expect(await seen()).toEqual([]);
    asked = [];
    await install();
    expect(asked).toEqual([]);
    expect(await seen()).toEqual([CUDA_RUNTIME]);
  });

  it('keeps nothing of a package that is not the pinned one', async () => {
    wheels[0]!.about = { ...wheels[0]!.about, sha256: '0'.repeat(64) };
    await expect(install()).rejects.toMatchObject({ code: 'offline' });
    expect(existsSync(join(arrivingDir(native()), 'runtime'))).toBe(false);
  });

  it('says when a package lacks a file', async () => {
    const { about } = wheels[1]!;
    wheels[1]!.about = { ...about, kept: [...about.kept, 'nvidia/cuda_nvcc/bin/nvcc'] };
    await expect(install()).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('nvcc') as string,
    });
  });

  it('can be cancelled, and goes on later', async () => {
    const controller = new AbortController();
    const onProgress = ({ what }: RuntimeProgress): void => void (what === 'nvcc.whl' && controller.abort());
    await expect(install({ signal: controller.signal, onProgress })).rejects.toThrow();
    expect(await seen()).toEqual([]);
    await install();
    expect(asked.filter(({ wheel }) => wheel === 'tensorflow.whl')).toHaveLength(1);
  });

  it('fetches nothing where there is no driver, an old one, no room, or another system', async () => {
    const cases: [Partial<MachineFacts>, RegExp][] = [
      [{ driver: null }, /^No NVIDIA driver was found\./],
      [{ driver: '470.199.02' }, /^The NVIDIA driver is 470\.199\.02; CUDA 12 needs 525\.60\.13 or newer\./],
      [{ driver: '525.60.12' }, /525\.60\.13 or newer/],
      [{ freeBytes: 1e6 }, /^1\.1 GB are needed and 0\.0 GB are free/],
      [{ platform: 'win32' }, /on Linux \(x86-64\) only/],
      [{ arch: 'arm64' }, /on Linux \(x86-64\) only/],
    ];
    for (const [facts, sentence] of cases)
      await expect(install({ facts: { ...FIT, ...facts } })).rejects.toThrow(sentence);
    expect(asked).toEqual([]);
  });

  it('fetches nothing where the packed app carries no addresses', async () => {
    await expect(install({ addresses: null })).rejects.toThrow(
      /^This package of Forger was made without the addresses of the CUDA libraries: install a released one/,
    );
    expect(existsSync(native())).toBe(false);
  });

  it('needs the binding of the very same TensorFlow', async () => {
    await writeFile(join(folder, 'cpu', 'runtime.json'), JSON.stringify({ tensorflow: '2.9.1' }));
    await expect(install()).rejects.toThrow("Forger's own TensorFlow is not 2.21.0");
    await expect(install({ cpuRuntime: null })).rejects.toThrow('TensorFlow for the CPU is missing.');
  });
});

describe('the driver', () => {
  it('is read from what the kernel module says', () => {
    const text = (words: string): string =>
      `NVRM version: NVIDIA UNIX ${words}  Thu Feb 22 01:44:30 UTC 2024\nGCC version: 12\n`;
    expect(parseDriverVersion(text('x86_64 Kernel Module  550.54.14'))).toBe('550.54.14');
    expect(parseDriverVersion(text('Open Kernel Module for x86_64  570.86.15'))).toBe('570.86.15');
    expect(parseDriverVersion('nonsense')).toBeNull();
  });

  it('of the oldest version is enough', () => {
    for (const driver of ['525.60.13', '525.60.14', '525.85', '570.86.15'])
      expect(() => requireFit({ ...FIT, driver }, 0)).not.toThrow();
  });
});

describe('the packages', () => {
  it('are pinned by size and hash, each once, with their licences', () => {
    expect(new Set(CUDA_PACKAGES.map(({ wheel }) => wheel)).size).toBe(CUDA_PACKAGES.length);
    for (const { sha256, bytes, unpackedBytes, kept, wheel } of CUDA_PACKAGES) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(Math.min(unpackedBytes, bytes)).toBeGreaterThan(100_000);
      expect(kept.some((name) => /licen[cs]e/i.test(name))).toBe(true);
      expect(wheel).toMatch(/_x86_64\.whl$/);
    }
  });
});
