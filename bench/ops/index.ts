import { parseArgs } from 'node:util';
import { EXECUTIONS } from '@shared/way.ts';
import { usualImage } from '@shared/presets/usual-image.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import { loadSavedModel } from '../../electron/engine/device/saved-model.ts';
import { duelOf, MADE_UP, madeUpImages } from '../../electron/engine/host/bench/index.ts';
import { requireNative } from '../../electron/engine/compile/native-backend.ts';
import { seededFeed } from '../../electron/engine/training/feed.ts';
import { Trainer } from '../../electron/engine/training/trainer.ts';
import { OpTimes } from './op-times.ts';
import { timeNorms } from './norms.ts';
import { timeOperations } from './operations.ts';

/**
 * With `--operations` what each operation takes that layers are made of, forward and back, [--rounds 20]. Else where a
 * training step's time goes: each TensorFlow op of a step that runs op by op, by the clock, the median over some
 * steps. Ops that the compiled step would fuse are apart here.
 * `npm run bench:ops -- --preset wang-dcgan-28 --batch 32 [--width 0.5] [--steps 5] [--top 30]`
 * With `--norms` what gradient norms cost of the recipe's step, [--rounds 20], compiled or `--execution xla` or `eager`.
 */
const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'wang-dcgan-28' },
    batch: { type: 'string', default: '32' },
    width: { type: 'string', default: '1' },
    steps: { type: 'string', default: '5' },
    top: { type: 'string', default: '30' },
    operations: { type: 'boolean', default: false },
    norms: { type: 'boolean', default: false },
    execution: { type: 'string', default: 'graph' },
    rounds: { type: 'string', default: '20' },
  },
});

async function profileStep(): Promise<string> {
  const { preset } = values;
  const options = duelOf({
    settings: {
      preset,
      dataset: MADE_UP,
      batch: Number(values.batch),
      'network.width': Number(values.width),
      device: 'cpu',
      execution: 'eager',
    },
    image: usualImage(preset),
  });
  const images = madeUpImages(options.networks.image, options.config.batch);
  const trainer = new Trainer(options, seededFeed(images, options), loadSavedModel);
  trainer.trainStep();
  const backend = requireNative();
  const { binding } = backend;
  const steps: OpTimes[] = [];
  for (let step = 0; step < Number(values.steps); step++) {
    const times = new OpTimes();
    backend.binding = times.listen(binding);
    const started = performance.now();
    trainer.trainStep();
    times.whole = performance.now() - started;
    backend.binding = binding;
    await trainer.readMetrics();
    steps.push(times);
  }
  return OpTimes.report(steps, Number(values.top));
}

async function* lines(): AsyncGenerator<string> {
  const { preset, batch, width, rounds, operations, norms } = values;
  const execution = EXECUTIONS.find((way) => way === values.execution);
  if (!execution) throw new TypeError(`--execution takes one of ${EXECUTIONS.join(', ')}, not "${values.execution}".`);
  if (operations) yield* timeOperations(Number(rounds));
  else if (norms) yield* timeNorms({ preset, batch: Number(batch), width: Number(width), execution }, Number(rounds));
  else yield await profileStep();
}

await openDevice('cpu');
for await (const line of lines()) process.stdout.write(line);
