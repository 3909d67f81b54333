import type { ConfigKey } from '@shared/config/schema.ts';
import { PRESETS } from '@shared/presets/index.ts';
import { viewForm, type Drafts } from './form.ts';

const FIRST_DATASET = 'fashion-mnist';

/** The new run being set up: recipe, data set and what differs from the recipe. */
export class RunForm {
  preset = $state(PRESETS[0]?.id ?? '');
  dataset = $state(FIRST_DATASET);
  drafts = $state.raw<Drafts>({});
  readonly view = $derived(viewForm({ preset: this.preset, dataset: this.dataset }, this.drafts));
  readonly changes = $derived(this.view.fields.filter((entry) => entry.changed && entry.field.key !== 'name').length);

  set(key: ConfigKey, text: string): void {
    const drafts = { ...this.drafts, [key]: text };
    // Asking for epochs means epochs: a number of steps typed before would still win over them.
    if (key === 'epochs') delete drafts.steps;
    this.drafts = drafts;
  }

  /** Back to the recipe's value. */
  reset(key: ConfigKey): void {
    // Steps that follow from asking for epochs return with the epochs.
    const dropped = key === 'steps' && this.drafts.steps === undefined ? 'epochs' : key;
    this.drafts = Object.fromEntries(Object.entries(this.drafts).filter(([other]) => other !== dropped));
  }

  resetAll(): void {
    const { name } = this.drafts;
    this.drafts = name === undefined ? {} : { name };
  }
}
