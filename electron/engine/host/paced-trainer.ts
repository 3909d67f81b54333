import type { LoopTrainer } from '../training/loop.ts';
import type { Trainer } from '../training/trainer.ts';

/** So far a device may fall behind what it is told: pausing stays prompt, and it never waits for JavaScript long. */
const BEHIND_MS = 50;

/**
 * A trainer whose device works behind the calls, as a GPU does: every so often they wait for it, which is time spent in
 * training.
 * @param settled resolves when the device has done everything it was told
 */
export function paced(trainer: Trainer, settled: () => Promise<void>): LoopTrainer {
  let last = performance.now();
  return {
    get step() {
      return trainer.step;
    },
    get elapsed() {
      return trainer.elapsed;
    },
    way: trainer.way,
    trainSteps: async (wanted) => {
      trainer.trainSteps(wanted);
      const asked = performance.now();
      if (asked - last < BEHIND_MS) return;
      await settled();
      last = performance.now();
      trainer.elapsed += (last - asked) / 1000;
    },
    readMetrics: () => trainer.readMetrics(),
    drawSamples: () => trainer.drawSamples(),
    evaluate: (id) => trainer.evaluate(id),
    save: () => trainer.save(),
    restore: (state) => trainer.restore(state),
    dispose: () => trainer.dispose(),
  };
}
