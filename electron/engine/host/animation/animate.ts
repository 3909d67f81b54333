import { assertNever } from '@shared/assert-never.ts';
import type { AnimationOptions, AnimationPlan, AnimationProgress, AnimationResult } from '@shared/animation/options.ts';
import { epochFrames, planAnimation, writeAnimation } from '../../../export/index.ts';
import type { Library } from '../../../store/index.ts';
import { drawSheet, type Sheet } from './sheet.ts';
import { walkFrames, type HeldFrames } from './walk.ts';

export interface AnimateArguments {
  library: Library;
  runId: string;
  options: AnimationOptions;
}

export interface WriteArguments extends AnimateArguments {
  /** The file; an older one of that name is replaced once the new one is whole. */
  out: string;
  signal: AbortSignal;
  onProgress(progress: AnimationProgress): void;
}

async function openFrames({ library, runId, options }: AnimateArguments): Promise<HeldFrames> {
  switch (options.what) {
    case 'epochs':
      return { ...(await epochFrames(library, runId, options)), dispose: () => undefined };
    case 'walk':
      return walkFrames(library, runId, options);
    default:
      return assertNever(options);
  }
}

/** Makes an animation of a run and writes it. @throws {ForgerError}; the signal's reason when cancelled */
export async function animateRun({ out, signal, onProgress, ...args }: WriteArguments): Promise<AnimationResult> {
  const source = await openFrames(args);
  try {
    return await writeAnimation({ source, options: args.options, signal, onProgress }, out);
  } finally {
    source.dispose();
  }
}

/** What an animation will be, and of a walk, whose frames nobody has drawn yet, a sheet of them. @throws {ForgerError} */
export async function previewAnimation(args: AnimateArguments): Promise<{ plan: AnimationPlan; sheet: Sheet | null }> {
  const source = await openFrames(args);
  try {
    const plan = await planAnimation(source, args.options);
    return { plan, sheet: args.options.what === 'walk' ? await drawSheet(source) : null };
  } finally {
    source.dispose();
  }
}
