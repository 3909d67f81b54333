import type { Inside, InsideLook, SampleChoice } from '@shared/inside.ts';
import type { NetworkName } from '@shared/network/layers-model.ts';
import { call, sentence } from '../../lib/bridge.ts';

/** Checkpoints that are read at once. */
const AT_ONCE = 8;

/**
 * What is known of the insides of a run's networks: of every checkpoint the sizes of weights and updates, of the one that
 * is looked at what both networks make of a few images.
 */
export class InsideModel {
  readonly id: string;
  readonly #listed: () => readonly number[];
  /** In the order in which they were read. */
  read = $state.raw<readonly Inside[]>([]);
  look = $state.raw<InsideLook | null>(null);
  samples = $state.raw<SampleChoice>({ generator: 0, discriminator: 0 });
  /** Why something could not be told, in a sentence. */
  problem = $state<string | null>(null);
  /** Null follows the newest. */
  #chosen = $state<number | null>(null);
  #looking = $state(false);
  #reading = $state(false);
  /** Those that could not be read, and how many are read at once after one of several could not. */
  #lost: readonly number[] = [];
  #atOnce = AT_ONCE;
  #asked = '';
  /** What failed is not asked again by itself. */
  #failed = '';

  /** @param listed steps of the checkpoints there are, oldest first */
  constructor(id: string, listed: () => readonly number[]) {
    this.id = id;
    this.#listed = listed;
  }

  readonly steps: readonly number[] = $derived.by(() => this.#listed());
  readonly following: boolean = $derived(this.#chosen === null || !this.steps.includes(this.#chosen));
  /** Step of the checkpoint that is shown; null before the first. */
  readonly step: number | null = $derived((this.following ? this.steps.at(-1) : this.#chosen) ?? null);
  readonly shown: Inside | null = $derived(this.step === null ? null : this.#find(this.step));
  /** What is shown is of another checkpoint or sample than what is asked for. */
  readonly looking: boolean = $derived(this.#looking);
  /** How many checkpoints are known, of those there are. */
  readonly known: number = $derived(this.steps.filter((step) => this.#find(step)).length);

  #find(step: number): Inside | null {
    return this.read.find((one) => one.step === step) ?? null;
  }

  choose(step: number): void {
    this.#chosen = step === this.steps.at(-1) ? null : step;
  }

  chooseSample(player: NetworkName, sample: number): void {
    this.samples = { ...this.samples, [player]: sample };
  }

  /** Reads what is not known yet, some at a time: the one that is shown first, then the newest. For an effect. */
  readMissing(): void {
    if (this.#reading) return;
    const missing = this.steps.filter((step) => !this.#find(step) && !this.#lost.includes(step));
    if (missing.length === 0) return;
    const first = this.step !== null && missing.includes(this.step) ? [this.step] : missing.slice(-this.#atOnce);
    void this.#readThese(first);
  }

  async #readThese(steps: number[]): Promise<void> {
    this.#reading = true;
    try {
      const found = await call('inside.read', { id: this.id, steps });
      this.read = [...this.read, ...found];
    } catch (error) {
      // One of several may be damaged: then each is read by itself.
      if (steps.length > 1) this.#atOnce = 1;
      else {
        this.#lost = [...this.#lost, ...steps];
        if (steps.includes(this.step ?? -1)) this.problem = sentence(error);
      }
    } finally {
      this.#reading = false;
    }
  }

  /** Looks at the checkpoint and the samples that are chosen. For an effect. */
  lookThere(): void {
    const { step, samples } = this;
    if (step === null) return;
    // A newer checkpoint waits for its turn; what somebody chose does not.
    const key = JSON.stringify([this.following ? null : step, samples]);
    const same = this.look?.step === step && this.#asked === key;
    if (same || (this.#looking && this.#asked === key) || this.#failed === `${step} ${key}`) return;
    this.#asked = key;
    void this.#lookAt(step, samples, key);
  }

  async #lookAt(step: number, samples: SampleChoice, key: string): Promise<void> {
    this.#looking = true;
    try {
      const look = await call('inside.look', { id: this.id, step, samples });
      if (this.#asked !== key) return;
      this.look = look;
      this.problem = null;
    } catch (error) {
      if (this.#asked !== key) return;
      this.#failed = `${step} ${key}`;
      this.problem = sentence(error);
    } finally {
      if (this.#asked === key) this.#looking = false;
    }
  }
}
