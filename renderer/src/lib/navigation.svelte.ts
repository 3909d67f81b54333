/** Tabs of a run's view, in the order shown. */
export const RUN_TABS = ['live', 'gallery', 'networks', 'settings', 'disk', 'log'] as const;
export type RunTab = (typeof RUN_TABS)[number];

/** Where the window is. */
export type Place =
  | { screen: 'loading' }
  | { screen: 'first-start' }
  /** `recommended`: filled with what is recommended for those images. */
  | { screen: 'new-run'; dataset?: string; recommended?: true }
  | { screen: 'datasets'; id?: string }
  | { screen: 'import'; paths: string[] }
  | { screen: 'preferences' }
  | { screen: 'run'; id: string; tab: RunTab };

export class Navigation {
  current = $state.raw<Place>({ screen: 'loading' });
  #previous: Place | null = null;

  go(place: Place): void {
    if (this.current.screen !== place.screen) this.#previous = this.current;
    this.current = place;
  }

  openRun(id: string, tab: RunTab = 'live'): void {
    this.go({ screen: 'run', id, tab });
  }

  /** Back to the screen before, or to a given one where there is none to go back to. */
  back(fallback: Place): void {
    const target = this.#previous && this.#previous.screen !== 'loading' ? this.#previous : fallback;
    this.#previous = null;
    this.current = target;
  }
}

export const navigation = new Navigation();
