import { SMOOTHINGS, type Smoothing } from '../metrics/smooth.ts';

const KEY = 'forger.smoothing';

/** How calm the lines of all charts are, remembered by the window. */
class LineSmoothing {
  choice = $state<Smoothing>('medium');

  restore(): void {
    const stored = localStorage.getItem(KEY);
    this.choice = SMOOTHINGS.find((choice) => choice === stored) ?? 'medium';
  }

  choose(choice: Smoothing): void {
    this.choice = choice;
    localStorage.setItem(KEY, choice);
  }
}

export const lineSmoothing = new LineSmoothing();
