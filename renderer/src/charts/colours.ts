import type { Player } from '../components/player.ts';

/** The colours a chart draws with, read from the design's tokens as they are in force on an element. */
export interface ChartColours {
  player: Record<Player, string>;
  grid: string;
  axis: string;
  words: string;
  cursor: string;
  ground: string;
  font: string;
}

export function readColours(element: Element): ChartColours {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    player: { generator: token('--gen-mark'), discriminator: token('--dis-mark'), real: token('--real-mark') },
    grid: token('--grid'),
    axis: token('--t3'),
    words: token('--t2'),
    cursor: token('--t1'),
    ground: token('--s1'),
    font: token('--font-ui'),
  };
}

/** A token's colour, see-through. Tokens of marks are written as #rrggbb. */
export const fade = (colour: string, share: number): string =>
  `${colour}${Math.round(share * 255)
    .toString(16)
    .padStart(2, '0')}`;
