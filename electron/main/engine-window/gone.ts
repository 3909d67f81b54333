import { ForgerError } from '@shared/contract/errors.ts';

const RESUME = 'Resume the run to go on from its newest checkpoint.';

/**
 * Why an engine window is not there any more, in a sentence.
 * @param reason one of Chromium's for a page's process that went, or `closed`, `reloaded`, `never-loaded`
 */
export function explainGone(reason: string): ForgerError {
  switch (reason) {
    case 'oom':
    case 'memory-eviction':
      return new ForgerError(
        'out-of-memory',
        `The window in which the GPU trains ran out of memory. Make batch, images or layers smaller, or close other programs. ${RESUME}`,
      );
    case 'killed':
      return stopped(`The system ended the window in which the GPU trains, most often because memory ran out.`);
    case 'closed':
      return stopped('The window in which the GPU trains was closed.');
    case 'reloaded':
      return stopped('The window in which the GPU trains was loaded anew and has lost what it trained.');
    case 'never-loaded':
      return new ForgerError(
        'engine-stopped',
        'The window in which the GPU trains did not open. Restart Forger, or train on another device.',
      );
    default:
      return stopped(`The window in which the GPU trains stopped unexpectedly (${reason}).`);
  }
}

const stopped = (what: string): ForgerError => new ForgerError('engine-stopped', `${what} ${RESUME}`);
