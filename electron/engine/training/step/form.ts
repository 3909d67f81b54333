import type { RunConfig } from '@shared/config/schema.ts';
import type { Feed } from '../feed.ts';
import type { Due } from '../objective/game.ts';
import { cycleOf, dueAt, periodsOf } from './due.ts';

/** Steps of one form see as many images and do the same: one graph makes them all. */
export interface StepForm {
  /** Tells forms apart. */
  key: string;
  images: number;
  due: Due;
}

/** The forms of a run's steps. */
export class StepForms {
  readonly #periods: readonly number[];

  constructor(
    readonly feed: Pick<Feed, 'sizeAt' | 'stepsPerEpoch'>,
    config: RunConfig,
  ) {
    this.#periods = periodsOf(config);
  }

  at(step: number): StepForm {
    return this.#of(step, this.feed.sizeAt(step));
  }

  /** Every form that a step may have, whole batches first. */
  all(): StepForm[] {
    const { feed } = this;
    // The last batch of an epoch may be a short one.
    const sizes = [0, feed.stepsPerEpoch - 1].map((step) => feed.sizeAt(step));
    const forms = sizes.flatMap((images) => this.#cycle().map((step) => this.#of(step, images)));
    return [...new Map(forms.map((form) => [form.key, form])).values()];
  }

  /** The form that most steps in succession have, and how many: without end where all whole batches are alike. */
  longest(): { form: StepForm; steps: number } {
    const whole = this.feed.sizeAt(0);
    if (this.#periods.length === 0) return { form: this.#of(0, whole), steps: Number.POSITIVE_INFINITY };
    // Both ends of a cycle meet in the next.
    const forms = [...this.#cycle(), ...this.#cycle()].map((step) => this.#of(step, whole));
    let [best, steps] = [forms[0] ?? this.#of(0, whole), 0];
    let length = 0;
    forms.forEach((form, place) => {
      length = form.key === forms[place - 1]?.key ? length + 1 : 1;
      if (length > steps) [best, steps] = [form, length];
    });
    return { form: best, steps };
  }

  #cycle(): number[] {
    return Array.from({ length: cycleOf(this.#periods) }, (_, step) => step);
  }

  #of(step: number, images: number): StepForm {
    const due = dueAt(step);
    return { key: [images, ...this.#periods.filter(due)].join(' '), images, due };
  }
}
