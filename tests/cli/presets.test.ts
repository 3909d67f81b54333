import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '@shared/run.ts';
import type { PresetDetails } from '../../electron/cli/commands/preset-details.ts';
import { Library } from '../../electron/store/index.ts';
import { savePreset } from '../../electron/store/presets.ts';
import { OWN_DRAFT } from '../shared/support/own-networks.ts';
import { forgerOn } from './support/forger.ts';

let home: string;
let library: Library;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-cli-presets-'));
  library = await Library.open(join(home, 'library'));
});
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

const forger = (...words: string[]): ReturnType<typeof forgerOn> => forgerOn(library.dir, words);
async function train(...words: string[]): Promise<RunRecord> {
  const { code, out, err } = await forger('train', '--dataset', 'fashion-mnist', '--steps', '2', '--json', ...words);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return library.readRun((JSON.parse(out) as { id: string }).id);
}

describe('a published recipe on the command line', () => {
  it('is shown with both networks, counts, settings, teaching and source', async () => {
    const { code, out, err } = await forger('presets', 'wang-dcgan-28');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('2,394,241 parameters');
    expect(out).toContain('conv2dTranspose  filters 128, kernelSize 5');
    expect(out).toMatch(/^Source: /m);
    expect(out).toMatch(/^ {2}optimizer\.generator\.learningRate=/m);
    const details = JSON.parse((await forger('presets', 'wang-dcgan-28', '--json')).out) as PresetDetails;
    const { trainable, nonTrainable, total } = details.networks.generator;
    expect(total).toBe(2_394_241);
    expect(trainable + nonTrainable).toBe(total);
  });

  it('is shown for other images and widths, or says why it cannot take them', async () => {
    const wide = JSON.parse(
      (await forger('presets', 'dcgan-64', '--size', '32', '--channels', '1', '--width', '0.5', '--json')).out,
    ) as PresetDetails;
    expect(wide.networks.generator.outputShape).toEqual([32, 32, 1]);
    const flat = JSON.parse((await forger('presets', 'dcgan-64', '--size', '96x64', '--json')).out) as PresetDetails;
    expect(flat.networks.generator.outputShape).toEqual([64, 96, 3]);
    for (const [words, line] of [
      [['dcgan-64', '--size', '17'], '17'],
      [['dcgan-64', '--channels', '2'], '--channels takes 1 (grey) or 3 (colour).'],
      [['nope'], 'There is no recipe called "nope". "forger presets" lists them.'],
    ] as const) {
      const { code, err } = await forger('presets', ...words);
      expect(code).toBe(1);
      expect(err).toContain(line);
    }
    expect((await forger('presets', 'dcgan-64', '--size', 'wide')).err).toContain('width and height, such as 96x64');
  });
});

describe('own networks on the command line', () => {
  it('are listed among the recipes and trained by their id', async () => {
    const { id } = await savePreset(library.dir, OWN_DRAFT);
    const { out } = await forger('presets');
    expect(out).toMatch(
      new RegExp(`^${id} +Deeper dealer +Yours, for 28×28 images; trains by fashion-gan-torch\\.$`, 'm'),
    );
    const record = await train('--preset', id, '--batch', '4');
    expect(record).toMatchObject({
      name: 'Deeper dealer on Fashion-MNIST',
      config: { preset: 'fashion-gan-torch', batch: 4, 'optimizer.discriminator.learningRate': 1e-4 },
      networks: OWN_DRAFT.networks,
    });
  });

  it('are shown whole, for the images they were made for', async () => {
    const { id } = await savePreset(library.dir, OWN_DRAFT);
    const { code, out, err } = await forger('presets', id, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const shown = JSON.parse(out) as PresetDetails;
    expect(shown).toMatchObject({ id, title: 'Deeper dealer', base: 'fashion-gan-torch' });
    expect(shown.networks.generator.layers.map(({ layer }) => layer)).toEqual(OWN_DRAFT.networks.generator);
  });

  it('are read from a file of networks', async () => {
    const file = join(home, 'networks.json');
    await writeFile(file, JSON.stringify(OWN_DRAFT.networks));
    const record = await train('--preset', 'fashion-gan-torch', '--networks', file, '--batch', '4');
    expect(record).toMatchObject({ own: { name: '' }, networks: OWN_DRAFT.networks });
  });

  it.each([
    [['--preset', 'own-aaaaaa'], 'That recipe is not in the library any more.'],
    [['--preset', 'fashion-gan-torch', '--networks', '/nowhere/networks.json'], 'There is no file at'],
    [['--preset', 'fashion-gan-torch', '--networks', 'package.json'], 'This file of networks cannot be used'],
  ])('%j is refused in one line', async (words, line) => {
    const { code, out, err } = await forger('train', '--dataset', 'fashion-mnist', ...words);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^forger: [^\n]+\n$/);
    expect(err).toContain(line);
  });
});
