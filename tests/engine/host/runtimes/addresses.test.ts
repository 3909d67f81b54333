import { chmod } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { requireAddresses, wheelAddresses } from '../../../../electron/engine/host/runtimes/addresses.ts';
import { CUDA_PACKAGES, RECORDED_ADDRESSES } from '../../../../electron/engine/host/runtimes/cuda-packages.ts';
import { shipped } from '../../../../electron/shipped/index.ts';
import { folderWith } from '../../../setup/support/folder.ts';

const [FIRST, SECOND] = CUDA_PACKAGES;
const { signal } = new AbortController();
const packed = async (text?: string): Promise<{ resources: string; built: string }> => ({
  resources: await folderWith(text === undefined ? {} : { [RECORDED_ADDRESSES]: text }),
  built: '',
});

describe('the packed app', () => {
  it('fetches from where its package says', async () => {
    const address = `https://files.example.org/a/${FIRST!.wheel}`;
    const addresses = requireAddresses(
      await wheelAddresses(undefined, await packed(JSON.stringify({ [FIRST!.wheel]: address }))),
    );
    expect(addresses.server).toBe('files.example.org');
    expect(await addresses.of(FIRST!, signal)).toBe(address);
    await expect(addresses.of(SECOND!, signal)).rejects.toThrow(/is damaged. Install Forger again\.$/);
  });

  it.each(['{', '[]', '{}', '{ "a.whl": "http://files.example.org/a.whl" }', '{ "a.whl": 1 }'])(
    'says that %s is damaged',
    async (text) => {
      const where = await packed(text);
      await expect(wheelAddresses(undefined, where)).rejects.toThrow(`${RECORDED_ADDRESSES} is damaged.`);
    },
  );

  it('says what to do where its package carries none', async () => {
    const addresses = await wheelAddresses(undefined, await packed());
    expect(() => requireAddresses(addresses)).toThrow(
      'This package of Forger was made without the addresses of the CUDA libraries: install a released one, or run Forger from its sources with pip.',
    );
  });
});

describe.runIf(process.platform === 'linux')('in a checkout', () => {
  afterEach(() => vi.unstubAllEnvs());
  const pipSays = async (script: string): Promise<void> => {
    const folder = await folderWith({ python3: `#!/bin/sh\n${script}\n` });
    await chmod(join(folder, 'python3'), 0o755);
    vi.stubEnv('PATH', [folder, process.env['PATH']].join(delimiter));
  };
  const ask = async (node?: () => string, stop = signal): Promise<string> =>
    requireAddresses(await wheelAddresses(node, shipped())).of(FIRST!, stop);

  it('pip is asked for each', async () => {
    await pipSays(
      `echo "  Found link http://mirror.example.org/x/${FIRST!.wheel} (from http://mirror.example.org/x/)"`,
    );
    expect(await ask()).toBe(`http://mirror.example.org/x/${FIRST!.wheel}`);
  });

  it('what pip could not do is said in a sentence', async () => {
    await pipSays('echo "no network" >&2; exit 1');
    await expect(ask()).rejects.toMatchObject({
      code: 'offline',
      message: expect.stringMatching(/^pip could not say where tensorflow==2\.21\.0 is\./) as string,
    });
    await expect(ask(() => join('/', 'no', 'node'))).rejects.toThrow('pip could not be asked where the packages are.');
  });

  it('asking is given up when the installation is', async () => {
    const controller = new AbortController();
    await pipSays('sleep 60');
    const asked = ask(undefined, controller.signal);
    controller.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});
