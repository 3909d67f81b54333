import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { thirdPartyNotices } from '../../build/packaging/notices.mjs';
import { visionFiles } from '../../electron/engine/host/vision/locate.ts';
import { appIn } from './support/played-app.ts';

/** Of npm, of a font, and one that names the libraries inside libvips. */
const PACKAGES = ['zod', '@fontsource/caveat', '@img/sharp-libvips-linux-x64'];

let home: string;
let app: Awaited<ReturnType<typeof appIn>>;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-licences-'));
  app = await appIn(home);
  await writeFile(join(home, 'THIRD-PARTY.txt'), await thirdPartyNotices(resolve('.'), PACKAGES));
  const runtime = join(home, 'native', 'tensorflow-cpu-2.21.0-linux-x64');
  await mkdir(runtime, { recursive: true });
  for (const name of ['tfjs_binding.node', 'LICENSE', 'THIRD_PARTY_NOTICES.txt'])
    await writeFile(join(runtime, name), `${name} of TensorFlow`);
  vi.stubEnv('FORGER_NATIVE', join(home, 'native'));
  vi.stubEnv('FORGER_CACHE', join(home, 'cache'));
  await mkdir(dirname(visionFiles().licence), { recursive: true });
  await writeFile(visionFiles().licence, 'LICENSE of the network that sees');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  app.workspace.close();
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

describe('the licences', () => {
  it('are those of Forger, of what it runs on, of its data and of every package and library', async () => {
    const { licences, packages } = await app.call('licences.list', {});
    expect(packages).toBeNull();
    const titles = (kind: string): string[] => licences.filter((one) => one.kind === kind).map(({ title }) => title);
    expect(titles('forger')).toEqual(['Forger']);
    expect(titles('runtime')).toEqual(['Chromium', 'TensorFlow 2.21.0', 'TensorFlow 2.21.0', 'EfficientNet-Lite0']);
    expect(titles('dataset')).toEqual(['Fashion-MNIST', 'Noto Emoji', 'Noto Emoji']);
    expect(titles('font')).toEqual([expect.stringMatching(/^@fontsource\/caveat \d/)]);
    expect(titles('package')).toEqual([
      expect.stringMatching(/^@img\/sharp-libvips-linux-x64 \d/),
      expect.stringMatching(/^zod \d/),
    ]);
    const inside = await readFile('node_modules/@img/sharp-libvips-linux-x64/versions.json', 'utf8');
    expect(titles('library')).toEqual([
      ...Object.keys(JSON.parse(inside) as object).sort(),
      'MPL-1.1',
      'LGPL-3.0',
      'GPL-3.0',
    ]);
    expect(new Set(licences.map(({ id }) => id)).size).toBe(licences.length);
  });

  it('are read one by one, whole', async () => {
    const { licences } = await app.call('licences.list', {});
    const textOf = async (title: string, facts = ''): Promise<string> => {
      const found = licences.find((one) => one.title.startsWith(title) && one.facts.includes(facts));
      return app.call('licences.read', { id: found?.id ?? '?' });
    };
    expect(await textOf('Forger')).toBe((await readFile('LICENSE', 'utf8')).trim());
    expect(await textOf('EfficientNet')).toBe('LICENSE of the network that sees');
    expect(await textOf('Fashion-MNIST')).toContain('Zalando SE');
    expect(await textOf('Noto Emoji', 'Apache')).toContain('Apache License');
    expect(await textOf('Noto Emoji', 'MIT')).toContain('Cal Henderson');
    expect(await textOf('zod')).toBe((await readFile('node_modules/zod/LICENSE', 'utf8')).trim());
    expect(await textOf('@fontsource/caveat')).toContain('SIL OPEN FONT LICENSE');
    expect(await textOf('cairo')).toContain('MPL-1.1');
    expect(await textOf('TensorFlow', 'libraries')).toBe('THIRD_PARTY_NOTICES.txt of TensorFlow');
    await expect(textOf('nothing')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('of Chromium are a page, for the browser; no other file is ever opened', async () => {
    await expect(app.call('licences.read', { id: 'chromium' })).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(app.call('licences.open', { id: 'forger' })).rejects.toMatchObject({ code: 'invalid-request' });
    expect(app.desktop.open).not.toHaveBeenCalled();
    await app.call('licences.open', { id: 'chromium' });
    expect(app.desktop.open).toHaveBeenCalledExactlyOnceWith(join(home, 'LICENSES.chromium.html'));
  });

  it('that are missing are named by their path', async () => {
    await rm(join(home, 'THIRD-PARTY.txt'));
    await expect(app.call('licences.list', {})).rejects.toThrow(/THIRD-PARTY\.txt is missing/);
  });
});
