import { constants, setPriority } from 'node:os';
import { assertNever } from '@shared/assert-never.ts';
import { Library } from '../../../store/index.ts';
import { takeTask } from '../task-process.ts';
import { lookInside } from './look.ts';
import { insideCommandSchema, type InsideCommand, type InsideEvent } from './messages.ts';
import { readInside } from './read.ts';

// A run may be training: it comes first.
setPriority(constants.priority.PRIORITY_LOW);

/** The process that looks inside checkpoints, so that neither the window's process nor the engine's waits for it. */
takeTask<InsideCommand, InsideEvent>(insideCommandSchema, async (command, { post, signal }) => {
  const library = await Library.open(command.library);
  const { run: runId } = command;
  switch (command.type) {
    case 'read':
      return post({ type: 'read', checkpoints: await readInside({ library, runId, steps: command.steps, signal }) });
    case 'look': {
      const { bundledDir, step, samples } = command;
      return post({ type: 'looked', look: await lookInside({ library, bundledDir, runId, step, samples, signal }) });
    }
    default:
      return assertNever(command);
  }
});
