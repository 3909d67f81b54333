import { fashionGanTorch } from './fashion-gan-torch.ts';
import { kerasGan } from './keras-gan.ts';
import type { Preset } from './preset.ts';

export { networksOf, type NetworkImages } from './networks-of.ts';
export { NetworkFitError, PRESET_FAMILIES, type Preset, type PresetFamily, type Recipe } from './preset.ts';

/** Every published system Forger trains, the one to start with first. */
export const PRESETS: readonly Preset[] = [fashionGanTorch, kerasGan];

export const PRESET_IDS = PRESETS.map((preset) => preset.id);

export function findPreset(id: string): Preset | undefined {
  return PRESETS.find((preset) => preset.id === id);
}
