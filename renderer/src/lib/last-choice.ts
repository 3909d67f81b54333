import { z } from 'zod';

/** What was chosen for the run before, as far as it is likely to be chosen again. */
const schema = z.object({ dataset: z.string().optional(), preset: z.string().optional() });
export type LastChoice = z.infer<typeof schema>;

const KEY = 'forger.new-run';

/** From the window's own memory; a damaged one counts as none. */
export function readLastChoice(storage: Pick<Storage, 'getItem'>): LastChoice {
  try {
    return schema.catch({}).parse(JSON.parse(storage.getItem(KEY) ?? '{}'));
  } catch {
    return {};
  }
}

export function writeLastChoice(storage: Pick<Storage, 'setItem'>, choice: LastChoice): void {
  storage.setItem(KEY, JSON.stringify(choice));
}
