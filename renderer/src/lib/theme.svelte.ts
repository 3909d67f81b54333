const THEME_CHOICES = ['system', 'dark', 'light'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

const KEY = 'forger.theme';
const isChoice = (text: string | null): text is ThemeChoice => THEME_CHOICES.some((choice) => choice === text);

/** Follows the system unless the user pins one; remembered by the window. */
class Theme {
  choice = $state<ThemeChoice>('system');
  #systemLight = $state(false);

  get resolved(): 'dark' | 'light' {
    if (this.choice !== 'system') return this.choice;
    return this.#systemLight ? 'light' : 'dark';
  }

  /** Reads what is remembered and follows the system from here on; returns the function that ends it. */
  start(): () => void {
    const stored = localStorage.getItem(KEY);
    if (isChoice(stored)) this.choice = stored;
    const query = matchMedia('(prefers-color-scheme: light)');
    const follow = (): void => {
      this.#systemLight = query.matches;
    };
    follow();
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    localStorage.setItem(KEY, choice);
  }
}

export const theme = new Theme();
