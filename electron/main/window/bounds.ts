export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const MINIMUM_SIZE = { width: 880, height: 600 } as const;
const DEFAULT_SIZE = { width: 1440, height: 900 } as const;
/** How much of the window must lie on a screen for its title bar to be reachable. */
const VISIBLE_MARGIN = 64;

const overlap = (start: number, length: number, otherStart: number, otherLength: number): number =>
  Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);

/**
 * Where to open the window: as it was left, if that place still exists; otherwise the usual size in the
 * middle of the first screen (`screens[0]`), never larger than it.
 */
export function restoreBounds(
  saved: Rectangle | null,
  screens: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  const primary = screens[0] ?? { x: 0, y: 0, ...DEFAULT_SIZE };
  if (!saved) return fitSize(DEFAULT_SIZE, primary);
  for (const screen of screens) {
    const window = { x: saved.x, y: saved.y, ...fitSize(saved, screen) };
    if (isReachable(window, screen)) return window;
  }
  return fitSize(saved, primary);
}

const fitSize = (wanted: { width: number; height: number }, screen: Rectangle): { width: number; height: number } => ({
  width: Math.max(MINIMUM_SIZE.width, Math.min(wanted.width, screen.width)),
  height: Math.max(MINIMUM_SIZE.height, Math.min(wanted.height, screen.height)),
});

function isReachable(window: Rectangle, screen: Rectangle): boolean {
  const across = overlap(window.x, window.width, screen.x, screen.width) >= VISIBLE_MARGIN;
  return across && window.y >= screen.y && window.y <= screen.y + screen.height - VISIBLE_MARGIN;
}
