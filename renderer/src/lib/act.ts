import { ForgerError } from '@shared/contract/errors.ts';
import { sentence } from './bridge.ts';
import { toasts } from './toasts.svelte.ts';

/** Runs what a click started; what goes wrong is said in a toast. Returns undefined then. */
export async function act<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ForgerError && error.code === 'cancelled')) toasts.show(sentence(error), 'bad');
    return undefined;
  }
}
