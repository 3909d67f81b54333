import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunConfigInput } from '@shared/config/schema.ts';
import type { Bridge, ChannelArgs, RunDetail } from '@shared/contract/channels.ts';
import type { AppEvents } from '@shared/contract/events.ts';
import { fashionGanTorch } from '@shared/presets/fashion-gan-torch.ts';
import { findPreset } from '@shared/presets/index.ts';
import {
  METRIC_NAMES,
  RUN_FORMAT,
  type MetricColumns,
  type RunRecord,
  type RunStatus,
  type RunSummary,
} from '@shared/run.ts';

const IMAGE = { width: 28, height: 28, channels: 1 } as const;
import { bucketsOf } from '../fixtures/metrics.ts';

export function recordOf(settings: Partial<RunConfigInput> = {}, lengths: Partial<RunRecord> = {}): RunRecord {
  const recipe = findPreset(settings.preset ?? 'fashion-gan-torch')?.recipe ?? fashionGanTorch.recipe;
  return {
    recipe,
    format: RUN_FORMAT,
    id: 'duel',
    name: 'First duel',
    createdAt: '2026-01-02T03:04:05.000Z',
    config: resolveConfig({ preset: 'fashion-gan-torch', dataset: 'fashion-mnist', epochs: 10, ...settings }),
    dataset: { id: 'fashion-mnist', name: 'Fashion-MNIST', hash: 'a'.repeat(64), count: 60_000, image: IMAGE },
    networks: fashionGanTorch.networks(IMAGE, 100, 0),
    stepsPerEpoch: 10,
    totalSteps: 100,
    versions: { forger: '0.1.0' },
    device: { kind: 'cpu' },
    ...lengths,
  };
}

/** A run whose G is asked for labels. */
export function labelledRecordOf(labels: string[], settings: Partial<RunConfigInput> = {}): RunRecord {
  const record = recordOf(settings);
  return {
    ...record,
    dataset: { ...record.dataset, labels },
    networks: { ...record.networks, classes: labels.length },
  };
}

export const statusOf = (state: RunStatus['state'], step: number, message: string | null = null): RunStatus => ({
  state,
  step,
  message,
  owner: state === 'training' || state === 'paused' ? 'app' : null,
  imagesPerSecond: null,
  updatedAt: '2026-01-02T03:04:05.000Z',
});

export const detailOf = (state: RunStatus['state'], step: number, record = recordOf()): RunDetail => ({
  record,
  status: statusOf(state, step),
  samples: Array.from({ length: Math.floor(step / 10) + 1 }, (_, epoch) => ({
    file: `epoch-${String(epoch).padStart(4, '0')}.png`,
    average: record.config['ema.decay'] > 0 ? `epoch-${String(epoch).padStart(4, '0')}-average.png` : null,
    step: epoch * 10,
    epoch,
  })),
  checkpoints: Array.from({ length: Math.floor(step / 10) }, (_, index) => ({
    step: (index + 1) * 10,
    epoch: index + 1,
    bytes: 1000,
    pinned: false,
    ...{ distance: null, value: null, score: null, pending: false },
  })),
  evaluations: [],
  measured: [],
  use: { checkpoints: 1000 * Math.floor(step / 10), samples: 500, metrics: 200, other: 100, total: 0 },
  controllable: true,
  starting: false,
  silent: false,
  damage: null,
  events: null,
});

/** Rows of steps `from`…`to`; every metric is the step, times `factor`. */
export function rows(from: number, to: number, factor = 1): MetricColumns {
  const steps = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const columns = Object.fromEntries(METRIC_NAMES.map((name) => [name, steps.map((step) => step * factor)]));
  return { ...(columns as MetricColumns), step: steps };
}

/** The app's side of one run: what is on disk, one byte a row. */
export class FakeRun {
  detail: RunDetail;
  metrics: MetricColumns;
  readonly asked: string[] = [];
  readonly #listeners = new Map<string, Set<(payload: never) => void>>();

  constructor(detail: RunDetail) {
    this.detail = detail;
    this.metrics = rows(1, detail.status.step);
  }

  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }

  emit<Name extends keyof AppEvents>(name: Name, payload: AppEvents[Name]): void {
    this.#listeners.get(name)?.forEach((listener) => listener(payload as never));
  }

  summary(): RunSummary {
    const { record, status } = this.detail;
    return {
      id: record.id,
      name: record.name,
      path: '/library/runs/duel',
      preset: record.config.preset,
      dataset: record.dataset,
      createdAt: record.createdAt,
      status,
      stepsPerEpoch: record.stepsPerEpoch,
      totalSteps: record.totalSteps,
      latestSample: null,
      damage: null,
      sparkline: { generator: [], discriminator: [] },
    };
  }

  #answer(name: string, args: object): unknown {
    if (name === 'runs.get') return this.detail;
    if (name === 'runs.buckets')
      return bucketsOf(this.metrics, args as ChannelArgs<'runs.buckets'>, this.metrics.step.length);
    if (name !== 'runs.metrics') return null;
    // As the store does: an offset beyond the end means that the file was cut back.
    const length = this.metrics.step.length;
    const asked = 'offset' in args ? Number(args.offset) : 0;
    const offset = asked > length ? 0 : asked;
    const columns = Object.fromEntries(METRIC_NAMES.map((metric) => [metric, this.metrics[metric].slice(offset)]));
    return { columns, nextOffset: length, more: false };
  }

  bridge(): Bridge {
    return {
      invoke: (name, args) => {
        this.asked.push(name);
        return Promise.resolve({ ok: true, value: this.#answer(name, args) as never });
      },
      on: (name, listener) => {
        const set = this.#listeners.get(name) ?? new Set();
        this.#listeners.set(name, set.add(listener as (payload: never) => void));
        return () => set.delete(listener as (payload: never) => void);
      },
      pathForFile: () => '',
    };
  }
}
