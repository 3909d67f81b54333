import { assertNever } from '@shared/assert-never.ts';
import { Library } from '../../../store/index.ts';
import { takeTask } from '../task-process.ts';
import { performHere } from '../verify/perform.ts';
import { runFileCommandSchema, type RunFileCommand, type RunFileEvent } from './messages.ts';
import { openRunFile } from './open.ts';
import { saveRunFile, weighRunFile } from './save.ts';

const TOLD_EVERY_MS = 100;

/** Tells how far it is, but not more often than anybody can see. */
function teller(post: (event: RunFileEvent) => void): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    const now = performance.now();
    if (now - told < TOLD_EVERY_MS && done < total) return;
    told = now;
    post({ type: 'progress', done, total });
  };
}

/**
 * The process that saves, opens or checks a run: a file that a stranger made is read where a crash costs nothing, and
 * gigabytes are packed and hashed where nobody waits.
 */
takeTask<RunFileCommand, RunFileEvent>(runFileCommandSchema, async (command, { post, signal }) => {
  const tell = teller(post);
  const onProgress = ({ done, total }: { done: number; total: number }): void => tell(done, total);
  switch (command.type) {
    case 'save': {
      const { bundledDir, run: runId, out, checkpoints, images } = command;
      const library = await Library.open(command.library);
      const asked = { library, bundledDir, runId, out, checkpoints, images, signal, onProgress };
      return post({ type: 'saved', result: await saveRunFile(asked) });
    }
    case 'weigh': {
      const library = await Library.open(command.library);
      return post({ type: 'weighed', result: await weighRunFile(library, command.bundledDir, command.run) });
    }
    case 'open': {
      const { bundledDir, path } = command;
      const library = await Library.open(command.library);
      return post({ type: 'opened', result: await openRunFile({ library, bundledDir, path, signal, onProgress }) });
    }
    case 'prepare':
      return post({ type: 'prepare', result: await performHere(command, { signal, onProgress: tell }) });
    case 'train':
      return post({ type: 'train', result: await performHere(command, { signal, onProgress: tell }) });
    case 'compare':
      return post({ type: 'compare', result: await performHere(command, { signal, onProgress: tell }) });
    default:
      return assertNever(command);
  }
});
