import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nodesOf } from '@shared/network/graph.ts';
import { presetFileText } from '@shared/presets/user-preset.ts';
import { prepareRun } from '../../electron/engine/host/prepare-run.ts';
import { presetHandlers } from '../../electron/main/handlers/presets.ts';
import { TrashCan } from '../../electron/main/library/trash-can.ts';
import type { Services } from '../../electron/main/services.ts';
import { Library } from '../../electron/store/index.ts';
import { OWN_DRAFT } from '../shared/support/own-networks.ts';

const DEVICES = { devices: [{ kind: 'cpu', title: 'CPU, test', available: true, note: null }], chosen: 'cpu' } as const;
const bundledDir = resolve('resources/datasets');

let home: string;
let library: Library;
const desktop = { chooseFolder: vi.fn(), chooseFile: vi.fn(), reveal: vi.fn(), trash: vi.fn() };
let presets: ReturnType<typeof presetHandlers>;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-presets-'));
  library = await Library.open(join(home, 'library'));
  vi.resetAllMocks();
  const trashCan = new TrashCan({ dir: library.dir, trash: desktop.trash, log: () => undefined });
  presets = presetHandlers({ workspace: () => ({ library, trashCan }), desktop } as unknown as Services);
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

describe('the channels of presets', () => {
  it('save, list, export, import and delete', async () => {
    const saved = await presets['presets.save']({ draft: OWN_DRAFT });
    expect(await presets['presets.list']({})).toEqual({ presets: [saved], problems: [] });
    desktop.chooseFolder.mockResolvedValueOnce(home);
    const exported = await presets['presets.export']({ id: saved.id });
    expect(exported?.path).toBe(join(home, 'Deeper-dealer.forger-preset.json'));
    expect(await readFile(exported!.path, 'utf8')).toBe(presetFileText(OWN_DRAFT));
    desktop.chooseFile.mockResolvedValueOnce(exported!.path);
    const imported = await presets['presets.import']({});
    expect(imported).toEqual({ ...saved, id: imported!.id });
    expect(imported!.id).not.toBe(saved.id);
    expect(await presets['presets.delete']({ id: saved.id })).toMatchObject({ kind: 'preset', name: saved.name });
    expect((await presets['presets.list']({})).presets).toEqual([imported]);
  });

  it('do nothing where the user cancels, and say what is wrong with a file', async () => {
    const saved = await presets['presets.save']({ draft: OWN_DRAFT });
    desktop.chooseFolder.mockResolvedValue(null);
    desktop.chooseFile.mockResolvedValueOnce(null);
    expect(await presets['presets.export']({ id: saved.id })).toBeNull();
    expect(await presets['presets.import']({})).toBeNull();
    await writeFile(join(home, 'cat.json'), '{"cat":true}');
    desktop.chooseFile.mockResolvedValueOnce(join(home, 'cat.json'));
    await expect(presets['presets.import']({})).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(presets['presets.delete']({ id: 'own-aaaaaa' })).rejects.toMatchObject({ code: 'not-found' });
    expect(desktop.trash).not.toHaveBeenCalled();
  });
});

describe('a run of own networks', () => {
  const input = { preset: 'fashion-gan-torch', dataset: 'fashion-mnist', epochs: 1 };
  const prepare = (rest: Partial<Parameters<typeof prepareRun>[0]>) =>
    prepareRun({ library, bundledDir, input, devices: DEVICES, ...rest });

  it('keeps the networks and settings of the preset, and names it', async () => {
    const { id } = await presets['presets.save']({ draft: OWN_DRAFT });
    const record = await prepare({ input: { ...input, preset: id } });
    expect(record).toMatchObject({
      name: 'Deeper dealer on Fashion-MNIST',
      own: { name: 'Deeper dealer' },
      config: { preset: 'fashion-gan-torch', batch: 64, 'optimizer.discriminator.learningRate': 1e-4, epochs: 1 },
      networks: { ...OWN_DRAFT.networks, latentSize: 100 },
    });
    expect(await library.readRun(record.id)).toEqual(record);
  });

  it('takes layers alone, without a preset', async () => {
    const record = await prepare({ networks: OWN_DRAFT.networks });
    expect(record).toMatchObject({ own: { name: '' }, networks: OWN_DRAFT.networks, config: { batch: 128 } });
    expect((await prepare({})).own).toBeUndefined();
  });

  it('is refused with the layer at fault, with settings that shape networks, and beyond the memory there is', async () => {
    const flat = { ...OWN_DRAFT.networks, discriminator: [{ type: 'dense' as const, units: 1, useBias: true }] };
    await expect(prepare({ networks: flat })).rejects.toMatchObject({
      code: 'invalid-config',
      message: expect.stringMatching(/^Layer 1 of the discriminator: Dense needs a flat input/) as string,
    });
    await expect(prepare({ networks: OWN_DRAFT.networks, input: { ...input, 'network.width': 2 } })).rejects.toThrow(
      'network.width changes a recipe',
    );
    const wide = {
      type: 'conv2d' as const,
      filters: 65_536,
      kernelSize: 3,
      stride: 1,
      padding: 'same' as const,
      useBias: true,
    };
    const huge = { ...OWN_DRAFT.networks, discriminator: [wide, ...nodesOf(OWN_DRAFT.networks.discriminator)] };
    await expect(prepare({ networks: huge, input: { ...input, batch: 4096 } })).rejects.toMatchObject({
      code: 'out-of-memory',
    });
    await expect(prepare({ input: { ...input, preset: 'own-aaaaaa' } })).rejects.toMatchObject({ code: 'not-found' });
    expect(await library.listRuns()).toEqual([]);
  });
});
