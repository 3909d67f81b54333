import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { addressIn, wheelAddress } from '../../build/setup/wheel-address.mjs';
import { folderWith } from './support/folder.ts';

afterEach(() => vi.unstubAllEnvs());

const WHEEL = 'a_b-1.2.0-py3-none-manylinux_2_27_x86_64.whl';
const OLDER = 'a_b-1.1.0-py3-none-manylinux_2_27_x86_64.whl';

describe('what pip says of a wheel', () => {
  test.each([
    ['pip 22', `  Found link https://x.org/p/${WHEEL}#sha256=00 (from https://x.org/simple/a-b/), version: 1.2.0`],
    [
      'pip 26',
      `  Found link https://x.org/p/${WHEEL} (from https://x.org/simple/a-b/) (requires-python:>=3), version: 1`,
    ],
  ])('%s', (_pip, line) => {
    expect(addressIn(`Looking in indexes\n  Found link https://x.org/p/${OLDER}\n${line}\n`, WHEEL)).toBe(
      `https://x.org/p/${WHEEL}`,
    );
  });

  test.each([
    ['another version', `https://x.org/p/${OLDER}`],
    ['a name that goes on', `https://x.org/p/${WHEEL}.metadata`],
    ['a file of this machine', `file:///wheels/${WHEEL}`],
    ['nothing', ''],
  ])('is no address: %s', (_what, said) => {
    expect(addressIn(said, WHEEL)).toBeNull();
  });
});

const hasPip = (): boolean => {
  try {
    execFileSync('python3', ['-m', 'pip', 'index', '--help'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe.runIf(hasPip())('pip itself', () => {
  const asked: string[] = [];
  const index = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url !== '/simple/a-b/') return void response.writeHead(404).end();
    const links = [OLDER, WHEEL].map((name) => `<a href="../../files/${name}">${name}</a>`);
    response.setHeader('content-type', 'text/html').end(`<!DOCTYPE html><html><body>${links.join('')}</body></html>`);
  });

  test('names the address, and fetches nothing of the wheel', async () => {
    await new Promise<void>((resolve) => void index.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(index.address() as AddressInfo).port}`;
    const home = await folderWith();
    for (const name of Object.keys(process.env)) if (/^PIP_/i.test(name)) vi.stubEnv(name, undefined);
    vi.stubEnv('HOME', home);
    vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
    vi.stubEnv('PIP_INDEX_URL', `${origin}/simple/`);
    try {
      expect(await wheelAddress(WHEEL)).toBe(`${origin}/files/${WHEEL}`);
      await expect(wheelAddress(WHEEL.replace('1.2.0', '1.3.0'))).rejects.toThrow(
        /^pip could not say where a-b==1\.3\.0/,
      );
      await expect(wheelAddress(WHEEL.replace('a_b', 'c_d'))).rejects.toThrow(/^pip could not say where c-d==1\.2\.0/);
    } finally {
      index.close();
    }
    expect(asked.filter((path) => path.startsWith('/files'))).toEqual([]);
  }, 60_000);
});
