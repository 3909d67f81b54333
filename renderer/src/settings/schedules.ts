import type { FieldGroup } from '@shared/config/field.ts';
import { totalSteps } from '@shared/config/resolve.ts';
import {
  beta2At,
  halfLifeAt,
  optimizerNumbersAt,
  penaltyShareAt,
  rateShareAt,
  withScheduleLength,
} from '@shared/config/schedules.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { Player } from '../components/player.ts';
import { plain } from '../lib/format.ts';

/** A number that follows a schedule, over the run. */
export interface ScheduleCurve {
  title: string;
  /** Whose it is, for its colour. */
  player: Extract<Player, 'generator' | 'discriminator'>;
  path: string;
  /** From where to where, in words. */
  words: string;
}

const POINTS = 96;
const NAMES = { generator: 'G', discriminator: 'D' } as const;
const PLAYERS = ['generator', 'discriminator'] as const;

const figure = (value: number): string => plain(Number(value.toPrecision(2)));

interface Followed {
  group: FieldGroup;
  title: string;
  player: ScheduleCurve['player'];
  /** Digits matter near 1. */
  say?: (value: number) => string;
  at: (step: number) => number;
}

/** Everything that moves over the run by the settings as they stand. */
function followed(config: RunConfig): Followed[] {
  const ofPlayers = PLAYERS.filter((player) => optimizerNumbersAt(config, player, 0) !== null);
  const rates = ofPlayers.map((player): Followed => {
    const rate = config[`optimizer.${player}.learningRate`];
    return {
      group: 'optimizer',
      title: `Rate of ${NAMES[player]}`,
      player,
      at: (step) => rate * rateShareAt(config, player, step),
    };
  });
  const memories = ofPlayers
    .filter((player) => config[`optimizer.${player}.beta2End`] > 0)
    .map((player): Followed => ({
      group: 'optimizer',
      title: `β2 of ${NAMES[player]}`,
      player,
      say: (value) => plain(Number(value.toFixed(4))),
      at: (step) => beta2At(config, player, step),
    }));
  const weight: Followed = {
    group: 'penalty',
    title: 'Penalty weight',
    player: 'discriminator',
    at: (step) => config['penalty.weight'] * (penaltyShareAt(config, step) ?? 1),
  };
  const halfLife: Followed = {
    group: 'average',
    title: 'Half-life',
    player: 'generator',
    say: (value) => `${Math.round(value).toLocaleString('en')} images`,
    at: (step) => halfLifeAt(config, step),
  };
  return [
    ...rates.filter(({ at }) => at(0) !== at(config['schedule.steps']) || at(0) !== at(1)),
    ...memories,
    ...(penaltyShareAt(config, 0) === null ? [] : [weight]),
    ...(config['ema.halfLife'] > 0 && config['ema.warmup'] !== 'none' ? [halfLife] : []),
  ];
}

/** The schedules of a group of settings as lines in boxes of the given size, each from zero. */
export function scheduleCurves(
  config: RunConfig,
  images: number,
  group: FieldGroup,
  width: number,
  height: number,
): ScheduleCurve[] {
  const run = totalSteps(config, images);
  return followed(withScheduleLength({ config, totalSteps: run }).config)
    .filter((one) => one.group === group)
    .map(({ title, player, say = figure, at }) => {
      const values = Array.from({ length: POINTS + 1 }, (_, point) => at(Math.floor((point / POINTS) * run)));
      const top = Math.max(...values) || 1;
      const points = values.map((value, point) => {
        const [x, y] = [(point / POINTS) * width, height - (value / top) * height];
        return `${x.toFixed(1)} ${y.toFixed(1)}`;
      });
      const [first, last] = [at(0), at(run)];
      const most = top > Math.max(first, last) * 1.01 ? ` → ${say(top)}` : '';
      return { title, player, path: `M${points.join('L')}`, words: `${say(first)}${most} → ${say(last)}` };
    });
}
