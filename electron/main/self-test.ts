import { DEFAULT_CHOICES } from '@shared/app-choices.ts';
import { app } from 'electron';
import { join } from 'node:path';
import { toFailure } from '@shared/contract/errors.ts';
import { DEFAULT_LETTERS } from '@shared/letters.ts';
import { QUICK_START } from '@shared/quick-start.ts';
import { LettersPreviews } from '../data/index.ts';
import { prepareRun } from '../engine/host/prepare-run.ts';
import { writeFileAtomic } from '../store/files/index.ts';
import { Library } from '../store/index.ts';
import { forkEngine } from './engine/child.ts';
import { deferred } from './engine/deferred.ts';
import { Engine } from './engine/engine.ts';
import { openEngineWindow } from './engine-window/open.ts';
import { decoderBeside } from './jobs/plain-node.ts';
import { log } from './log.ts';
import { appPaths } from './paths.ts';

export interface SelfTestResult {
  ok: boolean;
  /** What trained, in words. */
  device: string | null;
  step: number;
  /** Font families that letters could be drawn from. */
  fontFamilies: number;
  electron: string;
  chrome: string;
  node: string;
  error?: string;
}

const STEPS = 3;

/**
 * Proves that this very app can train: a few steps of the quick-start run in its engine's process, without a
 * window, in a library of its own; and that it can draw letters. Writes `<dir>/self-test.json` and quits with 0 when all went well.
 */
export async function runSelfTest(dir: string): Promise<void> {
  app.setPath('userData', join(dir, 'settings'));
  // The hidden window that looks for a GPU is the only one: its end is not the app's.
  app.on('window-all-closed', () => undefined);
  await app.whenReady();
  const { electron = '', chrome = '', node } = process.versions;
  const versions = { electron, chrome, node };
  const result = await Promise.all([train(dir), drawLetters()])
    .then(([trained, fontFamilies]): SelfTestResult => ({ ...trained, fontFamilies, ...versions }))
    .catch((error: unknown): SelfTestResult => ({
      ok: false,
      device: null,
      step: 0,
      fontFamilies: 0,
      ...versions,
      error: toFailure(error).message,
    }));
  await writeFileAtomic(join(dir, 'self-test.json'), `${JSON.stringify(result, null, 2)}\n`);
  app.exit(result.ok ? 0 : 1);
}

async function drawLetters(): Promise<number> {
  const paths = appPaths();
  const launcher = decoderBeside(paths.letters);
  const previews = new LettersPreviews({ launcher, fontsDir: paths.fonts });
  const { families } = await previews.preview(DEFAULT_LETTERS);
  previews.close();
  return families;
}

async function train(dir: string): Promise<Pick<SelfTestResult, 'ok' | 'device' | 'step' | 'error'>> {
  const library = await Library.open(dir);
  const paths = appPaths();
  const bundledDir = paths.bundledDatasets;
  const idle = deferred();
  const engine = new Engine({
    fork: (share) =>
      forkEngine(
        paths.engine,
        bundledDir,
        (port, onGone) =>
          openEngineWindow(
            { preload: paths.engineWindowPreload, pages: paths.pages, devServer: null, log },
            port,
            onGone,
          ),
        DEFAULT_CHOICES,
        share,
      ),
    library: () => library,
    onRunChanged: () => {
      if (!engine.busy) idle.resolve();
    },
    log,
  });
  const input = { ...QUICK_START, name: 'Self-test', epochs: undefined, steps: STEPS };
  const devices = await engine.devices();
  const record = await prepareRun({ library, bundledDir, input, devices });
  const { id } = record;
  const device = devices.devices.find(({ kind }) => kind === record.device.kind)?.title ?? null;
  await engine.enqueue(id);
  await idle.promise;
  await engine.shutdown();
  const { state, step, message } = await library.readStatus(id);
  return { ok: state === 'finished' && step === STEPS, device, step, ...(message === null ? {} : { error: message }) };
}
