const KEY = 'forger.sidebar';
export const SIDEBAR = { min: 200, max: 360, initial: 240, step: 8 } as const;

export const clampSidebar = (width: number): number => Math.round(Math.min(SIDEBAR.max, Math.max(SIDEBAR.min, width)));

/** Width of the sidebar in pixels, remembered by the window. */
class SidebarWidth {
  value = $state<number>(SIDEBAR.initial);

  restore(): void {
    const stored = Number(localStorage.getItem(KEY) ?? Number.NaN);
    if (Number.isFinite(stored)) this.value = clampSidebar(stored);
  }

  set(width: number): void {
    this.value = clampSidebar(width);
    localStorage.setItem(KEY, String(this.value));
  }
}

export const sidebarWidth = new SidebarWidth();
