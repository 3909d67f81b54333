/** The sizes Ctrl + and Ctrl − step through, as factors. */
export const ZOOM_STEPS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
const [SMALLEST] = ZOOM_STEPS;
const LARGEST = ZOOM_STEPS[ZOOM_STEPS.length - 1] ?? 2;

/** The next larger or smaller step from any factor, never outside 50–200 %. */
export function nextZoom(factor: number, direction: 'in' | 'out'): number {
  // Factors come back from Chromium rounded; a hair's breadth is not a step.
  const slack = 0.005;
  if (direction === 'in') return ZOOM_STEPS.find((step) => step > factor + slack) ?? LARGEST;
  return ZOOM_STEPS.findLast((step) => step < factor - slack) ?? SMALLEST;
}
