import { z } from 'zod';
import { MOST_AT_ONCE } from './queue.ts';

/** What becomes of runs that train when the user quits. */
export const QUIT_CHOICES = ['save', 'background'] as const;

const gpuIndex = z.number().int().min(0).max(63).nullable();
const gpuMemory = z.number().int().min(256).max(1_048_576).nullable();

/** What the user chose for the whole app. */
export const appChoicesSchema = z.object({
  /** Runs that train at once. */
  atOnce: z.number().int().min(1).max(MOST_AT_ONCE).catch(1).default(1),
  /** `ask` each time, or the answer that was remembered. */
  whenQuitting: z
    .enum(['ask', ...QUIT_CHOICES])
    .catch('ask')
    .default('ask'),
  /** Whether an app in the background stays when its last run has ended. */
  afterBackground: z.enum(['stay', 'quit']).catch('stay').default('stay'),
  /** Which NVIDIA GPU trains, in the order of nvidia-smi; null: the first. */
  gpuIndex: gpuIndex.catch(null).default(null),
  /** The most of its memory that a run takes, in MiB; null: as much as it needs. */
  gpuMemoryMiB: gpuMemory.catch(null).default(null),
});
export type AppChoices = z.infer<typeof appChoicesSchema>;
export const DEFAULT_CHOICES: AppChoices = appChoicesSchema.parse({});

/** A change of some of them, as the window may ask for it. */
export const changedChoicesSchema = z
  .strictObject({
    atOnce: z.number().int().min(1).max(MOST_AT_ONCE),
    whenQuitting: z.enum(['ask', ...QUIT_CHOICES]),
    afterBackground: z.enum(['stay', 'quit']),
    gpuIndex,
    gpuMemoryMiB: gpuMemory,
  })
  .partial();
