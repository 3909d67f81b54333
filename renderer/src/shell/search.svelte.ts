import { tick } from 'svelte';

/** Id of the button that opens it. */
export const SEARCH_BUTTON = 'search-runs-button';

/** The search over the list of runs. */
class Search {
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

  /** Ends the search; the focus returns to what opened it. */
  close(): void {
    this.open = false;
    this.text = '';
    document.getElementById(SEARCH_BUTTON)?.focus();
  }
}

export const search = new Search();
