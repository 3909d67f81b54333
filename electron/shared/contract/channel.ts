import { z } from 'zod';
import { idSchema } from '../run.ts';

/** A channel: the schema of what is asked, and the type of what is answered. */
export const channel =
  <Result>() =>
  <Schema extends z.ZodType>(args: Schema) => ({ args, result: undefined as unknown as Result });

/** Nothing is asked but that. */
export const none = z.strictObject({});
/** A run, or a data set. */
export const one = z.strictObject({ id: idSchema });
