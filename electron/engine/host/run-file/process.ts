import { assertNever } from '@shared/assert-never.ts';
import { toFailure } from '@shared/contract/errors.ts';
import { Library } from '../../../store/index.ts';
import { findParent } from '../parent.ts';
import { performHere } from '../verify/perform.ts';
import { runFileCommandSchema, type RunFileCommand, type RunFileEvent } from './messages.ts';
import { openRunFile } from './open.ts';
import { saveRunFile, weighRunFile } from './save.ts';

/**
 * The process that saves, opens or checks a run: a file that a stranger made is read where a crash costs nothing, and
 * gigabytes are packed and hashed where nobody waits. It takes one task; whoever started it ends it once that is
 * answered.
 */
const controller = new AbortController();
const parent = findParent();
const post = (event: RunFileEvent): void => parent.post(event);
const { signal } = controller;

const TOLD_EVERY_MS = 100;
let told = 0;
function tell(done: number, total: number): void {
  const now = performance.now();
  if (now - told < TOLD_EVERY_MS && done < total) return;
  told = now;
  post({ type: 'progress', done, total });
}
const onProgress = ({ done, total }: { done: number; total: number }): void => tell(done, total);

async function obey(command: Exclude<RunFileCommand, { type: 'cancel' }>): Promise<void> {
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
}

async function receive(message: unknown): Promise<void> {
  try {
    const command = runFileCommandSchema.parse(message);
    if (command.type === 'cancel') return controller.abort();
    await obey(command);
  } catch (error) {
    post({ type: 'failed', error: toFailure(error) });
  }
}

parent.onMessage((message) => void receive(message));
parent.onGone(() => process.exit(1));
