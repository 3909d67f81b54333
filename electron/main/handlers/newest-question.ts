import { ForgerError } from '@shared/contract/errors.ts';

/** For questions of which only the newest counts: each call ends the one before, which then fails as cancelled. */
export function newestQuestion(): () => AbortSignal {
  let asking = new AbortController();
  return () => {
    asking.abort(new ForgerError('cancelled', 'Cancelled.'));
    asking = new AbortController();
    return asking.signal;
  };
}
