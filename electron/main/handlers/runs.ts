import { leanestPolicy, policyOf } from '@shared/checkpoint-policy.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RunConfigInput } from '@shared/config/schema.ts';
import type { OwnNetworks } from '@shared/presets/own-networks.ts';
import { QUICK_START } from '@shared/quick-start.ts';
import { requireRoom } from '../../engine/host/disk-of-run.ts';
import { prepareBranch } from '../../engine/host/prepare-branch.ts';
import { prepareRun } from '../../engine/host/prepare-run.ts';
import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';

/** What a window is told at once: some ten thousand rows. Whoever wants more asks for pieces. */
const METRICS_PAGE_BYTES = 4 * 1024 * 1024;

type RunHandlers = Pick<Handlers, Extract<keyof Handlers, `runs.${string}`>>;

export function runHandlers(services: Services): RunHandlers {
  const start = async (input: RunConfigInput, networks?: OwnNetworks): Promise<{ id: string }> => {
    const { library, bundledDir } = services.workspace();
    // Asked of the engine: TensorFlow is never loaded into this process.
    const devices = await services.engine.devices();
    const { id } = await prepareRun({ library, bundledDir, input, networks, devices });
    await services.engine.enqueue(id);
    return { id };
  };
  /** @throws {ForgerError} `busy` while anybody writes the run */
  const requireRest = async (id: string, way: string): Promise<void> => {
    if (services.engine.holds(id) || (await services.workspace().library.writerOf(id)) !== null)
      throw new ForgerError('busy', `This run is being trained. ${way}`);
  };
  return {
    'runs.list': () => services.workspace().watcher.list(),
    'runs.get': async ({ id }) => {
      const { library } = services.workspace();
      const [record, status, samples, checkpoints, evaluations, measured, use, damage] = await Promise.all([
        library.readRun(id),
        library.readStatus(id),
        library.listSamples(id),
        library.listCheckpoints(id),
        library.readEvaluations(id),
        library.readCheckpointEvaluations(id),
        library.diskUse(id),
        library.readDamage(id),
      ]);
      return {
        record,
        status,
        samples,
        checkpoints,
        evaluations,
        measured,
        use,
        damage,
        silent: services.engine.isSilent(id),
        controllable: services.engine.holds(id),
        starting: status.state === 'waiting' && services.engine.beginning.includes(id),
        events: library.eventsDir(id),
      };
    },
    'runs.start': ({ config, networks }) => start(config, networks),
    'runs.branch': async ({ id: run, step, config: changes }) => {
      const { library, bundledDir } = services.workspace();
      // A run that is not there is said before the engine is asked.
      await library.readRun(run);
      const devices = await services.engine.devices();
      const { id } = await prepareBranch({ library, bundledDir, from: { run, step }, changes, devices });
      await services.engine.enqueue(id);
      return { id };
    },
    'runs.extend': async ({ id, epochs }) => {
      const { library } = services.workspace();
      const [{ stepsPerEpoch }, step] = await Promise.all([library.readRun(id), library.reached(id)]);
      if (services.engine.holds(id))
        throw new ForgerError('busy', 'This run trains or waits in the queue. Stop it first, then change its length.');
      if (epochs * stepsPerEpoch <= step)
        throw new ForgerError('invalid-request', `This run is at step ${step} already. Give it more epochs than that.`);
      await library.setEpochs(id, epochs);
      return done(services.engine.resume(id));
    },
    'runs.quickStart': () => start(QUICK_START),
    'runs.pause': async ({ id }) => done(services.engine.pause(id)),
    'runs.resume': async ({ id }) => {
      const { library } = services.workspace();
      // It would wait again at once, and nobody would see why.
      await requireRoom(library, await library.readRun(id));
      return done(services.engine.resume(id));
    },
    'runs.stop': async ({ id }) => done(services.engine.stop(id)),
    'runs.end': ({ id }) => {
      services.engine.endSilent(id);
      return null;
    },
    'runs.move': async ({ id, place }) => {
      services.engine.move(id, place);
      services.workspace().watcher.refresh();
      return null;
    },
    'runs.rename': async ({ id, name }) => {
      await services.workspace().library.renameRun(id, name);
      services.workspace().watcher.touch(id);
      return null;
    },
    'runs.delete': async ({ id }) => {
      const workspace = services.workspace();
      await workspace.library.readRun(id);
      await requireRest(id, 'Stop it first, then delete it.');
      return workspace.deleteRun(id);
    },
    'runs.pin': async ({ id, step, pinned }) => {
      const { library, watcher } = services.workspace();
      await library.pinCheckpoint(id, step, pinned);
      watcher.touch(id);
      return null;
    },
    'runs.deleteCheckpoint': async ({ id, step }) => {
      const { library, watcher, trashCan } = services.workspace();
      await requireRest(id, 'Stop it first, then delete checkpoints.');
      const folder = await library.deletableCheckpoint(id, step);
      const { name, config } = await library.readRun(id);
      const entry = await trashCan.take(folder, {
        kind: 'checkpoint',
        name: `step ${step} of ${name || config.preset}`,
      });
      watcher.touch(id);
      return entry;
    },
    'runs.thin': async ({ id }) => {
      const { library, watcher } = services.workspace();
      const { config } = await library.readRun(id);
      // Who writes the run thins its checkpoints; what waits in the queue nobody writes.
      if (services.engine.training.includes(id)) await services.engine.thin(id);
      else await library.thinCheckpoints(id, leanestPolicy(policyOf(config)), 'app');
      watcher.touch(id);
      return null;
    },
    'runs.metrics': ({ id, offset }) => services.workspace().library.readMetrics(id, offset, METRICS_PAGE_BYTES),
    'runs.buckets': ({ id, ...range }) => services.workspace().library.readMetricBuckets(id, range),
    'runs.log': ({ id }) => services.workspace().library.readLog(id),
    'runs.reveal': async ({ id, folder }) => {
      const { library } = services.workspace();
      await library.readRun(id);
      const path = folder === 'tensorboard' ? library.eventsDir(id) : library.runDir(id);
      if (path === null) throw new ForgerError('not-found', 'This run wrote no event files for TensorBoard.');
      services.desktop.reveal(path);
      return null;
    },
  };
}

async function done(work: Promise<void>): Promise<null> {
  await work;
  return null;
}
