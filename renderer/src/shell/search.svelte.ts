import { tick } from 'svelte';

/** The search over the list of runs. */
export class Search {
  open = $state(false);
  text = $state('');

  toggle(): void {
    if (this.open) this.close();
    else void this.start();
  }

  async start(): Promise<void> {
    this.open = true;
    await tick();
    document.getElementById('search-runs')?.focus();
  }

  close(): void {
    this.open = false;
    this.text = '';
  }
}

export const search = new Search();
