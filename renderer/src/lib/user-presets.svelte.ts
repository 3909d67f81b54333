import type { PresetDraft, UserPreset } from '@shared/presets/user-preset.ts';
import type { TrashEntry } from '@shared/trash.ts';
import { call } from './bridge.ts';

/** The user's own presets, as they lie in the library. */
class UserPresets {
  list = $state.raw<UserPreset[]>([]);
  /** What could not be read, each in one sentence. */
  problems = $state.raw<string[]>([]);

  get(id: string): UserPreset | null {
    return this.list.find((preset) => preset.id === id) ?? null;
  }

  async load(): Promise<void> {
    const { presets, problems } = await call('presets.list', {});
    this.list = presets;
    this.problems = problems;
  }

  /** Saves a new preset; with an id, over that one. */
  async save(draft: PresetDraft, id?: string): Promise<UserPreset> {
    const saved = await call('presets.save', id === undefined ? { draft } : { draft, id });
    await this.load();
    return saved;
  }

  async rename({ id, ...draft }: UserPreset, name: string): Promise<void> {
    await this.save({ ...draft, name }, id);
  }

  async remove(id: string): Promise<TrashEntry> {
    const entry = await call('presets.delete', { id });
    await this.load();
    return entry;
  }

  /** Null when the user cancels. */
  async importFile(): Promise<UserPreset | null> {
    const imported = await call('presets.import', {});
    if (imported) await this.load();
    return imported;
  }
}

export const userPresets = new UserPresets();
