import { readPresetFile } from '@shared/presets/user-preset.ts';
import { folderNameFrom } from '../../export/folder-name.ts';
import { exportPreset, listPresets, presetPath, readPreset, readSmallFile, savePreset } from '../../store/presets.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';

type PresetHandlers = Pick<Handlers, Extract<keyof Handlers, `presets.${string}`>>;

export function presetHandlers(services: Services): PresetHandlers {
  const library = (): string => services.workspace().library.dir;
  return {
    'presets.list': async () => {
      const problems: string[] = [];
      return { presets: await listPresets(library(), (problem) => void problems.push(problem)), problems };
    },
    'presets.save': ({ draft, id }) => savePreset(library(), draft, id),
    'presets.delete': async ({ id }) => {
      const { name } = await readPreset(library(), id);
      return services.workspace().trashCan.take(presetPath(library(), id), { kind: 'preset', name });
    },
    'presets.export': async ({ id }) => {
      const preset = await readPreset(library(), id);
      const folder = await services.desktop.chooseFolder({
        title: 'Choose where the recipe goes',
        button: 'Export here',
      });
      if (folder === null) return null;
      return { path: await exportPreset(preset, folder, folderNameFrom(preset.name, 'own-networks')) };
    },
    'presets.import': async () => {
      const path = await services.desktop.chooseFile({
        title: 'Choose a saved recipe',
        button: 'Import',
        kind: { name: 'Forger recipes', extensions: ['json'] },
      });
      return path === null ? null : savePreset(library(), readPresetFile(await readSmallFile(path)));
    },
  };
}
