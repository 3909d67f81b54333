import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { datasetThumbnailUrl, lettersPreviewUrl, sampleUrl, walkSheetUrl } from '@shared/contract/addresses.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { WalkSheets } from '../../electron/main/jobs/walk-sheets.ts';
import { createResourceHandler } from '../../electron/main/protocol/handler.ts';
import { CONTENT_SECURITY_POLICY } from '../../electron/main/protocol/policy.ts';
import { Library } from '../../electron/store/index.ts';

let home: string;
let library: Library;
const letters = '0123456789abcdef'.repeat(2);
const sheets = new WalkSheets();
const sheet = sheets.keep(new Uint8Array([7, 8]));
const log = vi.fn<(line: string, error: unknown) => void>();
const get = (address: string, method = 'GET', crossOrigin = false): Promise<Response> =>
  createResourceHandler({
    pages: join(home, 'pages'),
    sample: (run, file) => library.readSample(run, file),
    thumbnail: async (id) => {
      if (id === 'broken') throw new Error('disk on fire');
      if (id !== 'shoes') throw new ForgerError('not-found', 'No such data set.');
      return new Uint8Array([1, 2, 3]);
    },
    letters: (key) => (key === letters ? new Uint8Array([4, 5]) : undefined),
    walkSheet: (key) => sheets.get(key),
    crossOrigin,
    log,
  })({ url: address, method } as Request);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-handler-'));
  library = await Library.open(join(home, 'library'));
  await mkdir(join(home, 'pages', 'assets'), { recursive: true });
  await writeFile(join(home, 'secret.html'), 'secret');
  await writeFile(join(home, 'pages', 'index.html'), '<!doctype html>');
  await writeFile(join(home, 'pages', 'assets', 'index-1.js'), 'export {}');
  await writeFile(join(home, 'pages', 'notes.exe'), 'MZ');
  const samples = join(library.dir, 'runs', 'run-1', 'samples');
  await mkdir(samples, { recursive: true });
  await writeFile(join(samples, 'epoch-0001.png'), new Uint8Array([0x89, 0x50]));
  await symlink(join(home, 'secret.html'), join(samples, 'epoch-0002.png'));
});
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

describe('the app scheme', () => {
  it.each([
    ['forger://app/index.html', 'text/html; charset=utf-8'],
    ['forger://app/', 'text/html; charset=utf-8'],
    ['forger://app/assets/index-1.js', 'text/javascript; charset=utf-8'],
    [sampleUrl('run-1', 'epoch-0001.png'), 'image/png'],
    [datasetThumbnailUrl('shoes', 'abcdef0123'), 'image/png'],
    [walkSheetUrl(sheet), 'image/png'],
    [lettersPreviewUrl(letters), 'image/png'],
  ])('serves %s as %s, never sniffed, under the policy', async (address, type) => {
    const { status, headers } = await get(address);
    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toBe(type);
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Content-Security-Policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
  });

  it('serves the bytes of the file', async () => {
    expect(new Uint8Array(await (await get(sampleUrl('run-1', 'epoch-0001.png'))).arrayBuffer())).toEqual(
      new Uint8Array([0x89, 0x50]),
    );
  });

  it.each([
    'forger://app/missing.html',
    'forger://app/assets',
    'forger://app/notes.exe',
    'forger://app/../secret.html',
    'forger://app/%2e%2e/secret.html',
    'forger://app/index.html/x',
    sampleUrl('run-1', 'epoch-0009.png'),
    sampleUrl('run-9', 'epoch-0001.png'),
    sampleUrl('con', 'epoch-0001.png'),
    datasetThumbnailUrl('hats', 'abcdef01'),
    lettersPreviewUrl('fedcba9876543210'.repeat(2)),
    'https://example.com/',
  ])('answers %s with 404, under the same policy, and logs nothing', async (address) => {
    log.mockClear();
    const response = await get(address);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
    expect(response.headers.get('Content-Security-Policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(log).not.toHaveBeenCalled();
  });

  it('follows no link out of the library', async () => {
    expect((await get(sampleUrl('run-1', 'epoch-0002.png'))).status).toBe(404);
  });

  it('logs what it could not serve for another reason', async () => {
    log.mockClear();
    expect((await get(datasetThumbnailUrl('broken', 'abcdef01'))).status).toBe(404);
    expect(log).toHaveBeenCalledOnce();
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('refuses %s', async (method) => {
    expect((await get('forger://app/index.html', method)).status).toBe(405);
  });

  it('lets the dev server show pictures, in development only', async () => {
    const { headers } = await get(sampleUrl('run-1', 'epoch-0001.png'), 'GET', true);
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
  });
});

describe('the content security policy', () => {
  const directives = new Map(
    CONTENT_SECURITY_POLICY.split('; ')
      .map((part) => part.split(' ') as [string, ...string[]])
      .map(([name, ...values]) => [name, values]),
  );

  it('denies by default and allows the app itself, nothing inline and nothing evaluated', () => {
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'self'"]);
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|http|data:|blob:/);
  });

  it.each(['connect-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors'])('closes %s', (name) => {
    expect(directives.get(name)).toEqual(["'none'"]);
  });
});
