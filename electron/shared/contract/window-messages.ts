import { z } from 'zod';
import { failureSchema } from './errors.ts';

/**
 * How an engine's process gets a hidden window in which a GPU trains: it asks main, which opens the window and hands
 * out one end of a message channel whose other end lies in the window. What is said on it never passes through main.
 */
const window = z.number().int().min(0);

export const windowRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('window-open'), window }),
  z.object({ type: z.literal('window-close'), window }),
]);
export type WindowRequest = z.infer<typeof windowRequestSchema>;

export const windowNewsSchema = z.discriminatedUnion('type', [
  /** It is open; the port comes with this message. */
  z.object({ type: z.literal('window-port'), window }),
  /** It could not be opened, or is gone without having been closed, with the sentence why. */
  z.object({ type: z.literal('window-gone'), window, error: failureSchema }),
]);
export type WindowNews = z.infer<typeof windowNewsSchema>;

/** Whether a message belongs to this conversation; the engine's other messages go the same way. */
export const isAboutWindows = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  typeof message.type === 'string' &&
  message.type.startsWith('window-');
