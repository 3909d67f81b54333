import { assertNever } from '../assert-never.ts';
import type { RunConfig } from './schema.ts';

/*
 * What follows a schedule over the run. Every number follows from the settings and the step alone, which counts from 0: so a
 * run that is stopped, or told to go on for longer, goes on to the same bits. The length that schedules run over is a setting
 * of its own, which a run is given when it is made; past it each stands at its end.
 */

type Player = 'generator' | 'discriminator';

/** What a schedule makes of an optimiser's settings in one step. */
export interface OptimizerNumbers<Value = number> {
  /** Share of the learning rate. */
  rate: Value;
  /** Adam's, as float32 has it. */
  beta2: Value;
}

/** Share of the way from start to end, 0 … 1; where no length is known, the start. */
const progress = (step: number, from: number, to: number): number =>
  to > from ? Math.min(1, Math.max(0, (step - from) / (to - from))) : 0;

/** From `start` to `end` along half a cosine (Loshchilov & Hutter 2017, equation 5). */
const cosine = (start: number, end: number, share: number): number =>
  share === 1 ? end : start + ((1 - Math.cos(Math.PI * share)) / 2) * (end - start);

/** The share of its learning rate that a player has in a step: what its schedule says, warmed up over the first steps. */
export function rateShareAt(config: RunConfig, player: Player, step: number): number {
  const length = config['schedule.steps'];
  const end = config[`optimizer.${player}.rateEnd`];
  const warm = Math.round((length * config[`optimizer.${player}.warmup`]) / 100);
  if (step < warm) return (step + 1) / warm;
  const schedule = config[`optimizer.${player}.schedule`];
  switch (schedule) {
    case 'constant':
      return 1;
    case 'cosine':
      return cosine(1, end, progress(step, warm, length));
    case 'linear': {
      const from = Math.max(warm, (length * config[`optimizer.${player}.stepAt`]) / 100);
      const share = progress(step, from, length);
      return share === 1 ? end : 1 + (end - 1) * share;
    }
    case 'step':
      return length > 0 && step >= (length * config[`optimizer.${player}.stepAt`]) / 100 ? end : 1;
    default:
      return assertNever(schedule);
  }
}

/** Adam's β₂ of a player in a step. */
export function beta2At(config: RunConfig, player: Player, step: number): number {
  const [start, end] = [config[`optimizer.${player}.beta2`], config[`optimizer.${player}.beta2End`]];
  return end === 0 ? start : cosine(start, end, progress(step, 0, config['schedule.steps']));
}

/** A player's β₂ moves: of Adam alone, the others have none. */
const movesBeta2 = (config: RunConfig, player: Player): boolean =>
  config[`optimizer.${player}.kind`] === 'adam' && config[`optimizer.${player}.beta2End`] !== 0;

const movesRate = (config: RunConfig, player: Player): boolean =>
  config[`optimizer.${player}.schedule`] !== 'constant' || config[`optimizer.${player}.warmup`] > 0;

/** Whether a player's learning rate follows a schedule. */
export const schedulesRates = (config: RunConfig): boolean =>
  (['generator', 'discriminator'] as const).some((player) => movesRate(config, player));

/** What a player's optimiser goes by in a step; null where nothing of it follows a schedule. */
export const optimizerNumbersAt = (config: RunConfig, player: Player, step: number): OptimizerNumbers | null =>
  movesRate(config, player) || movesBeta2(config, player)
    ? { rate: rateShareAt(config, player, step), beta2: Math.fround(beta2At(config, player, step)) }
    : null;

/** The share of its weight that a gradient penalty has in a step; null where it stays as it is. */
export const penaltyShareAt = (config: RunConfig, step: number): number | null =>
  config['penalty.kind'] === 'none' || config['penalty.weightEnd'] === 1
    ? null
    : cosine(1, config['penalty.weightEnd'], progress(step, 0, config['schedule.steps']));

type AverageSettings = Pick<RunConfig, 'ema.decay' | 'ema.halfLife'>;

/** Whether the run keeps an EMA of G's weights. */
export const keepsAverage = (config: AverageSettings): boolean => config['ema.decay'] > 0 || config['ema.halfLife'] > 0;

/** Most of a half-life that warms up: of the images seen so far, as StyleGAN2 has it (Karras et al. 2020, their code). */
export const SEEN_SHARE = 0.05;

/** The half-life of the EMA in images, in a step. */
export function halfLifeAt(config: RunConfig, step: number): number {
  const whole = config['ema.halfLife'];
  const warmup = config['ema.warmup'];
  switch (warmup) {
    case 'none':
      return whole;
    case 'seen':
      return Math.min(whole, SEEN_SHARE * step * config.batch);
    case 'cosine':
      return cosine(0, whole, progress(step, 0, config['schedule.steps']));
    default:
      return assertNever(warmup);
  }
}

/**
 * How far the EMA moves towards G's weights in a step: 1 − ½^(images / half-life), where images are those of a batch for
 * each step that G waits. Null where it goes by a share each step instead (`ema.decay`).
 */
export function averageShareAt(config: RunConfig, step: number): number | null {
  if (config['ema.halfLife'] === 0) return null;
  const images = config.batch * config['steps.generatorEvery'];
  const halfLife = halfLifeAt(config, step);
  return halfLife > 0 ? -Math.expm1((-Math.LN2 * images) / halfLife) : 1;
}

/** Whether anything of a run follows a schedule over its length. */
export const followsSchedules = (config: RunConfig): boolean =>
  (['generator', 'discriminator'] as const).some((player) => movesRate(config, player) || movesBeta2(config, player)) ||
  penaltyShareAt(config, 0) !== null ||
  (config['ema.halfLife'] > 0 && config['ema.warmup'] === 'cosine');

/**
 * A run that is being made, whose schedules run over its length where its settings do not say: later it may be told to go
 * on for longer, and goes on at the end of each.
 */
export const withScheduleLength = <Run extends { config: RunConfig; totalSteps: number }>(run: Run): Run =>
  run.config['schedule.steps'] > 0 || !followsSchedules(run.config)
    ? run
    : { ...run, config: { ...run.config, 'schedule.steps': run.totalSteps } };
