import { onStopRequest } from './stop-request.ts';

/** What the shell learns when the user broke off: 128 + SIGINT. */
export const EXIT_INTERRUPTED = 130;

/** Does something that Ctrl-C ends in order; a second one quits at once. */
export async function abortOnSignal<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const request = onStopRequest((times) => {
    if (times > 1) process.exit(EXIT_INTERRUPTED);
    controller.abort();
  });
  try {
    return await work(controller.signal);
  } finally {
    request.dispose();
  }
}
