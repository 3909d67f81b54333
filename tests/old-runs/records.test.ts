import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECIPES_OF_0_1_0 } from '@shared/presets/recipes-of-0.1.0.ts';
import { RUN_FORMAT } from '@shared/run.ts';
import { Library } from '../../electron/store/index.ts';
import { GENERATIONS, keptCopy } from './support/generations.ts';

describe.each(GENERATIONS.map((generation) => [generation.commit, generation] as const))(
  'the records that %s left',
  (_, generation) => {
    let copy: Awaited<ReturnType<typeof keptCopy>>;
    let library: Library;
    beforeAll(async () => {
      copy = await keptCopy(generation);
      library = await Library.open(join(copy.folder, 'library'));
    });
    afterAll(() => copy.remove());

    const textOf = (id: string): Promise<string> => readFile(join(library.runDir(id), 'run.json'), 'utf8');

    it('name recipe and device as these were then, whatever they are now, and are left as they lie there', async () => {
      const presets = new Set<string>();
      for (const { id } of await library.listRuns()) {
        const text = await textOf(id);
        const kept = JSON.parse(text) as { format: number; device: string };
        expect(kept.format).toBe(1);
        expect(kept).not.toHaveProperty('recipe');
        const { config, format, recipe, device, versions } = await library.readRun(id);
        expect({ format, device }).toEqual({ format: RUN_FORMAT, device: { kind: config.device } });
        expect(recipe).toEqual(RECIPES_OF_0_1_0[config.preset]);
        // "CPU, TensorFlow 2.21.0"
        expect(kept.device.split(' ').at(-1)).toBe(versions[config.device === 'js' ? 'tfjs' : 'tensorflow']);
        expect(await textOf(id)).toBe(text);
        presets.add(config.preset);
      }
      // That each of these is the recipe of that time, those tests hold that let such runs go on.
      expect([...presets].sort()).toEqual(Object.keys(RECIPES_OF_0_1_0).sort());
    });
  },
);
