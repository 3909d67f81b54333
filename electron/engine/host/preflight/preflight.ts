import { statfs } from 'node:fs/promises';
import { toFailure, type Failure } from '@shared/contract/errors.ts';
import type { DeviceReport } from '@shared/doctor.ts';
import { fastest, type DeviceFinding, type MeasuredFinding, type Preflight } from '@shared/preflight.ts';
import { tooSlow, type StepTime } from '@shared/recommend/lighter.ts';
import { estimateRunSize } from '@shared/run-size.ts';
import { stepProducts } from '@shared/step-arithmetic.ts';
import type { Library } from '../../../store/index.ts';
import { paceOfRuns } from '../pace-of-runs.ts';
import type { PlannedRun } from '../prepare-run.ts';
import { threadsHere, type Devices } from '../run-way.ts';
import { probeApart, type ProbeLauncher } from './apart.ts';
import { availableMemory, keepResult, knownResult, type TimedResult } from './known.ts';

export interface PreflightArguments {
  library: Library;
  bundledDir: string;
  run: PlannedRun;
  devices: Devices;
  launch: ProbeLauncher;
  signal: AbortSignal;
  /** Told whenever something more is known. */
  onChange(preflight: Preflight): void;
  /** Measure nothing: what is known from before alone. */
  knownOnly?: boolean;
}

/**
 * JavaScript is many times slower than all others: it is tried where nothing else is, or where it was asked for. A GPU in
 * software only where it was asked for.
 */
function worthTrying({ devices }: Devices, asked: string): DeviceReport[] {
  const here = devices.filter(({ available, software, kind }) => available && (!software || kind === asked));
  return here.filter(({ kind }) => kind !== 'js' || kind === asked || here.length === 1);
}

const measuredOf = (found: readonly DeviceFinding[]): MeasuredFinding[] =>
  found.filter((finding) => finding.state === 'measured');

/**
 * Of the fastest device that the run fits; where none has the memory for it, by what this machine did of another run.
 * @returns null where neither is known
 */
async function stepTimeOf(
  { library, devices, run }: PreflightArguments,
  found: readonly DeviceFinding[],
): Promise<StepTime | null> {
  const fitting = measuredOf(found).filter(({ fits }) => fits);
  if (fitting.length > 0)
    return { seconds: Math.min(...fitting.map(({ msPerStep }) => msPerStep)) / 1000, measured: true };
  const short = found.some((one) => one.state === 'measured' || (one.state === 'failed' && forMemory(one.error)));
  const pace = short ? await paceOfRuns(library, devices) : null;
  return pace && { seconds: stepProducts(run) / pace.products, measured: false };
}

const forMemory = ({ code }: Failure): boolean => code === 'out-of-memory';

/**
 * Finds out how a run would go on each device: every one trains a few real steps on the real images, in a process of its
 * own, and where its GPU is in a window, one after another. What was found before is not measured again.
 * @throws {ForgerError} cancelled; what keeps a single device from it is said of that device
 */
export async function preflight(args: PreflightArguments): Promise<Preflight> {
  const { library, bundledDir, run, launch, signal, onChange } = args;
  const { config, recipe, networks, dataset, totalSteps } = run;
  const tried = worthTrying(args.devices, config.device);
  const freeBytes = availableMemory();
  const disk = await statfs(library.dir);
  const found: DeviceFinding[] = tried.map(({ kind, title }) => ({ kind, title, state: 'waiting' }));
  const report = (recommended: Preflight['recommended'] = null, slow: Preflight['tooSlow'] = null): Preflight => ({
    devices: [...found],
    recommended,
    automatic: args.devices.chosen,
    steps: totalSteps,
    threads: threadsHere(),
    memory: { freeBytes },
    disk: { neededBytes: estimateRunSize(run).total, freeBytes: disk.bavail * disk.bsize },
    tooSlow: slow,
  });
  const measured = ({ kind, title }: DeviceReport, result: TimedResult): DeviceFinding => {
    const { execution, refusal, msPerStep, peakBytes, gpuBytes } = result;
    const seconds = (totalSteps * msPerStep) / 1000;
    const imagesPerSecond = (config.batch * 1000) / msPerStep;
    const fits = peakBytes <= freeBytes;
    const took = { msPerStep, imagesPerSecond, seconds, peakBytes, gpuBytes, fits };
    return { kind, title, state: 'measured', execution, refusal, ...took };
  };
  const unknown: { device: DeviceReport; at: number }[] = [];
  for (const [at, device] of tried.entries()) {
    const known = await knownResult(run, device);
    if (known) found[at] = measured(device, known);
    else unknown.push({ device, at });
  }
  for (const { device, at } of args.knownOnly ? [] : unknown) {
    const { kind, title } = device;
    found[at] = { kind, title, state: 'measuring' };
    onChange(report());
    const subject = { library: library.dir, bundledDir, recipe, networks };
    try {
      const result = await probeApart(
        launch,
        { question: 'time', subject: { ...subject, config: { ...config, device: kind }, dataset: dataset.id } },
        signal,
      );
      const timed = { ...result, msPerStep: result.msPerStep ?? result.firstStepMs };
      await keepResult(run, device, timed);
      found[at] = measured(device, timed);
    } catch (error) {
      if (signal.aborted) throw error;
      found[at] = { kind, title, state: 'failed', error: toFailure(error) };
    }
  }
  const choices = found.filter((_, at) => !tried[at]?.software);
  const whole = found.every(({ state }) => state !== 'waiting');
  const step = whole ? await stepTimeOf(args, found) : null;
  const ended = report(whole ? fastest(measuredOf(choices)) : null, step && tooSlow(run, step, freeBytes));
  onChange(ended);
  return ended;
}
