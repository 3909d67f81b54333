import { INHERITED_SETTINGS, OWN_SETTINGS } from '@shared/config/branch.ts';
import { whyIdle } from '@shared/config/relevance.ts';
import type { ConfigField } from '@shared/config/fields.ts';
import type { ConfigKey } from '@shared/config/schema.ts';
import type { ChannelArgs } from '@shared/contract/channels.ts';
import type { Remedy } from '@shared/divergence.ts';
import { kernelLayers } from '@shared/network/frozen.ts';
import { summarizePair } from '@shared/network/summary.ts';
import type { RunRecord } from '@shared/run.ts';
import { anew } from './anew.ts';
import { textOf, viewForm, type Drafts, type FieldView } from '../../settings/form.ts';

const isTransfer = ({ group }: ConfigField): boolean => group === 'transfer';

/** Settings of a run that begins from a checkpoint: the parent's, and what is changed of them. */
export class BranchForm {
  drafts = $state.raw<Drafts>({});
  /** The images it is to be trained on: its data set's id. */
  dataset = $state('');
  /** It begins with new weights, which have nothing to keep of a checkpoint. */
  anew = $state(false);
  readonly #parent: RunRecord;
  /** Of D's layers with kernels one at least must learn. */
  readonly #mostFrozen: number;

  constructor(parent: RunRecord) {
    this.#parent = parent;
    this.dataset = parent.config.dataset;
    this.#mostFrozen = kernelLayers(summarizePair(parent.networks).discriminator.layers) - 1;
  }

  readonly view = $derived.by(() => {
    const { preset, dataset: before, ...settings } = this.#parent.config;
    const view = viewForm(
      { id: preset, defaults: { ...settings, ...OWN_SETTINGS } },
      this.dataset,
      this.drafts,
      INHERITED_SETTINGS,
    );
    return {
      ...view,
      fields: view.fields
        .filter(({ field }) => !INHERITED_SETTINGS.includes(field.key) && !(this.anew && isTransfer(field)))
        .map((one): FieldView => ({
          ...one,
          origin: 'parent',
          // On other images they come first.
          field: this.dataset !== before && isTransfer(one.field) ? { ...one.field, main: true } : one.field,
          ...(one.field.key === 'transfer.frozen' && { range: `0 to ${this.#mostFrozen}` }),
        })),
    };
  });

  /** Why a setting has no effect just now; null where it has one. */
  idle(key: ConfigKey): string | null {
    const { recipe, networks, own } = this.#parent;
    return whyIdle(key, {
      ...{ config: this.view.config, recipe },
      ...{ generator: networks.generator, discriminator: networks.discriminator, own: own !== undefined },
    });
  }

  set(key: ConfigKey, text: string): void {
    const drafts = { ...this.drafts, [key]: text };
    // Asking for epochs means epochs: a number of steps typed before would still win over them.
    if (key === 'epochs') delete drafts.steps;
    this.drafts = drafts;
  }

  /** Sets what a remedy changes. */
  take(changes: Remedy['changes']): void {
    for (const [key, value] of Object.entries(changes) as [ConfigKey, string | number][]) this.set(key, textOf(value));
  }

  /** Back to the parent's value. */
  reset(key: ConfigKey): void {
    const dropped = key === 'steps' && this.drafts.steps === undefined ? 'epochs' : key;
    this.drafts = Object.fromEntries(Object.entries(this.drafts).filter(([other]) => other !== dropped));
  }

  /** What makes the run from the very beginning, with new weights. */
  requestAnew(): ChannelArgs<'runs.start'> {
    // New weights have nothing to keep.
    return anew(this.#parent, { ...this.view.config, name: '', 'transfer.frozen': 0 });
  }

  /** What makes the run. @param step of the checkpoint it begins from */
  request(step: number): ChannelArgs<'runs.branch'> {
    return { id: this.#parent.id, step, config: this.view.input };
  }
}
