import type { BatchQuestion, SeeingSettings } from '@shared/batch.ts';
import { Seen } from '../../batch/seen.svelte.ts';

/** No run is meant yet: some seed. */
const SEED = 1;

/** What can be switched on and off. */
export const SWITCHES = [
  { key: 'augment.mirror', label: 'Mirrored' },
  { key: 'augment.color', label: 'Colour' },
  { key: 'augment.translation', label: 'Position' },
  { key: 'augment.cutout', label: 'Cutout' },
] as const satisfies readonly { key: keyof SeeingSettings; label: string }[];
type Switched = (typeof SWITCHES)[number]['key'];

/** The pictures on the stage as D would be shown them in training, under what of augmentation is switched on. */
export class StageBatch {
  on = $state<Record<Switched, boolean>>({
    'augment.mirror': true,
    'augment.color': true,
    'augment.translation': true,
    'augment.cutout': false,
  });
  /** Of ADA; 0 leaves it out. */
  p = $state(0);
  draw = $state(0);
  readonly seen = new Seen();
  readonly settings: SeeingSettings = $derived({
    ...(Object.fromEntries(SWITCHES.map(({ key }) => [key, this.on[key] ? 'on' : 'off'])) as Record<
      Switched,
      'on' | 'off'
    >),
    'ada.kind': this.p > 0 ? 'fixed' : 'off',
    'ada.changes': 'all',
    'ada.probability': this.p,
    'noise.start': 0,
    seed: SEED,
  });

  want(of: BatchQuestion['of']): void {
    this.seen.want({ of, settings: this.settings, range: 'signed', draw: this.draw });
  }
}
