import { PIECE_BYTES, type WindowGpu } from '@shared/contract/trainer-messages.ts';
import type { EvaluationId } from '@shared/evaluations.ts';
import type { MetricRow } from '@shared/run.ts';
import type { RunDevice } from '@shared/run-device.ts';
import type { Execution } from '@shared/way.ts';
import type { Images } from '../../training/batches.ts';
import type { DuelOptions } from '../../training/duel.ts';
import type { LoopTrainer } from '../../training/loop.ts';
import type { TrainingState } from '@shared/training-state.ts';
import type { DrawnSamples } from '../../training/trainer.ts';
import type { TrainerLine, TrainerRequest } from './trainer-line.ts';

/** What a trainer elsewhere is built from: plain facts, and the pixels. */
export interface RemoteRun extends DuelOptions {
  images: Images;
  /** The way its steps have run so far; null before the first. */
  settled: Execution | null;
}

/** A trainer at the far end of a line, in the hidden window where the GPU is. */
export class RemoteTrainer implements LoopTrainer {
  readonly #line: TrainerLine;
  readonly #onDispose: () => void;
  step = 0;
  elapsed = 0;
  readonly lost: Promise<never>;

  private constructor(
    line: TrainerLine,
    readonly device: RunDevice,
    readonly way: LoopTrainer['way'],
    onDispose: () => void,
  ) {
    this.#line = line;
    this.#onDispose = onDispose;
    this.lost = line.broken;
  }

  /**
   * Sends everything a trainer needs and lets it be built.
   * @param onDispose closes the window
   * @throws {ForgerError} device-unavailable, out-of-memory, engine-stopped
   */
  static async open(line: TrainerLine, run: RemoteRun, onDispose: () => void): Promise<RemoteTrainer> {
    const { networks, recipe, config, images, settled, pretrained } = run;
    const { count, image, labels, split } = images;
    const seen = pretrained && { pretrained: [...pretrained] };
    const announced = { type: 'prepare', config, recipe, networks, settled, ...seen } as const;
    const facts = { count, image, labels: labels?.slice() ?? null, ...(split && { split }) };
    await line.request({ ...announced, images: facts }, 'done');
    for (const bytes of piecesOf(images)) await line.request({ type: 'pixels', bytes }, 'done');
    const { device, way } = await line.request({ type: 'begin' }, 'begun');
    return new RemoteTrainer(line, device, way, onDispose);
  }

  async trainSteps(wanted: number): Promise<void> {
    await this.#move({ type: 'train', wanted });
  }

  async readMetrics(): Promise<MetricRow[]> {
    const { rows, step, elapsed } = await this.#line.request({ type: 'metrics' }, 'metrics');
    this.#stand(step, elapsed);
    return rows;
  }

  async drawSamples(): Promise<DrawnSamples> {
    const { generator, average } = await this.#line.request({ type: 'samples' }, 'samples');
    return { generator, average };
  }

  async evaluate(id: EvaluationId): Promise<number | null> {
    return (await this.#line.request({ type: 'evaluate', id }, 'evaluated')).value;
  }

  async save(): Promise<TrainingState> {
    return (await this.#line.request({ type: 'save' }, 'saved')).state;
  }

  /** Bytes of its own memory that the GPU holds; null where it does not say. */
  async deviceBytes(): Promise<number | null> {
    return (await this.#line.request({ type: 'memory' }, 'memory')).bytes;
  }

  async restore(state: TrainingState): Promise<void> {
    await this.#move({ type: 'restore', state });
  }

  dispose(): void {
    this.#onDispose();
  }

  async #move(command: TrainerRequest): Promise<void> {
    const { step, elapsed } = await this.#line.request(command, 'done');
    this.#stand(step, elapsed);
  }

  #stand(step: number, elapsed: number): void {
    this.step = step;
    this.elapsed = elapsed;
  }
}

/** The GPU at the far end of a line; null where there is none. @throws {ForgerError} */
export async function probeGpu(line: TrainerLine): Promise<WindowGpu | null> {
  return (await line.request({ type: 'probe' }, 'gpu')).gpu;
}

/** A data set's pixels in pieces with memory of their own: of a view, all that it looks at would be cloned. */
function* piecesOf({ pixels, count, image }: Images): Generator<Uint8Array> {
  if (pixels instanceof Uint8Array) {
    for (let offset = 0; offset < pixels.length; offset += PIECE_BYTES)
      yield pixels.slice(offset, offset + PIECE_BYTES);
    return;
  }
  const piece = Math.max(1, Math.floor(PIECE_BYTES / (image.height * image.width * image.channels)));
  for (let first = 0; first < count; first += piece)
    yield pixels.read(Uint32Array.from({ length: Math.min(piece, count - first) }, (_, at) => first + at)).slice();
}
