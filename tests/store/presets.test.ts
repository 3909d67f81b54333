import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_PRESET_BYTES, presetFileText } from '@shared/presets/user-preset.ts';
import {
  exportPreset,
  listPresets,
  presetPath,
  readPreset,
  readSmallFile,
  savePreset,
} from '../../electron/store/presets.ts';
import { OWN_DRAFT } from '../shared/support/own-networks.ts';

let library: string;
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'forger-presets-'));
});
afterEach(() => rm(library, { recursive: true, force: true, maxRetries: 10 }));
const nothing = (problem: string): never => {
  throw new Error(problem);
};

describe('presets in the library', () => {
  it('are saved, listed by name, saved over and read', async () => {
    expect(await listPresets(library, nothing)).toEqual([]);
    const deeper = await savePreset(library, OWN_DRAFT);
    const calm = await savePreset(library, { ...OWN_DRAFT, name: 'Calm forger' });
    expect(deeper.id).toMatch(/^own-[a-z0-9]{6}$/);
    expect(await listPresets(library, nothing)).toEqual([calm, deeper]);
    await savePreset(library, { ...OWN_DRAFT, name: 'Renamed' }, deeper.id);
    expect(await readPreset(library, deeper.id)).toEqual({ ...deeper, name: 'Renamed' });
    expect(await readdir(join(library, 'presets'))).toHaveLength(2);
    expect(await readFile(presetPath(library, calm.id), 'utf8')).toBe(presetFileText(calm));
  });

  it('leave out and report what cannot be read, and pass over what is no preset', async () => {
    const { id } = await savePreset(library, OWN_DRAFT);
    const folder = join(library, 'presets');
    await writeFile(join(folder, 'own-broken.json'), '{"kind":"forger-preset"}');
    await writeFile(join(folder, 'own-long00.json'), 'x'.repeat(MAX_PRESET_BYTES + 10));
    await writeFile(join(folder, 'note.txt'), 'mine');
    await mkdir(join(folder, 'own-folder.json'));
    const problems: string[] = [];
    expect((await listPresets(library, (problem) => void problems.push(problem))).map((preset) => preset.id)).toEqual([
      id,
    ]);
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'presets/own-broken.json',
      'presets/own-folder.json',
      'presets/own-long00.json',
    ]);
  });

  it('are not found where there are none, and never lie elsewhere', async () => {
    await expect(readPreset(library, 'own-aaaaaa')).rejects.toMatchObject({ code: 'not-found' });
    await expect(savePreset(library, OWN_DRAFT, 'own-aaaaaa')).rejects.toMatchObject({ code: 'not-found' });
    await expect(readSmallFile(join(library, 'no'))).rejects.toMatchObject({ code: 'not-found' });
    for (const id of ['', '..', '../run', 'own-abc', 'own-abc12/', 'own-ABC123', 'OWN-abc123', 'own-abc123\n', 'con'])
      expect(() => presetPath(library, id)).toThrow('no saved recipe');
  });

  it('refuse a recipe this version lacks, and write nothing', async () => {
    await expect(savePreset(library, { ...OWN_DRAFT, base: 'nope' })).rejects.toMatchObject({
      code: 'invalid-request',
    });
    expect(await readdir(library)).toEqual([]);
  });

  it('are exported under a free name each time', async () => {
    const first = await exportPreset(OWN_DRAFT, library, 'Deeper');
    const second = await exportPreset(OWN_DRAFT, library, 'Deeper');
    expect([first, second]).toEqual(['Deeper', 'Deeper-2'].map((name) => join(library, `${name}.forger-preset.json`)));
    expect(await readSmallFile(second)).toBe(presetFileText(OWN_DRAFT));
    await expect(exportPreset(OWN_DRAFT, join(library, 'nowhere'), 'x')).rejects.toMatchObject({ code: 'not-found' });
  });
});
