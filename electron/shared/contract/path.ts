import { z } from 'zod';

/** A path of this machine, as the window may name one: of what was dropped on it, or chosen in the system's dialog. */
export const pathSchema = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => !text.includes('\0'), 'A path cannot hold a NUL character.');
