import type { Verdict, VerdictProgress } from '@shared/verdict/verdict.ts';
import { Library } from '../../../store/index.ts';
import { takeTask } from '../task-process.ts';
import { Court } from './court.ts';
import { verdictCommandSchema, type VerdictCommand, type VerdictEvent } from './messages.ts';

const court = new Court();

/** The process that asks D about pictures: it keeps what it worked out of a checkpoint for the next one. */
takeTask<VerdictCommand, VerdictEvent>(verdictCommandSchema, async (command, { post, signal }) => {
  const { bundledDir, run: runId, step, subject } = command;
  const library = await Library.open(command.library);
  const tell = (news: VerdictProgress | Verdict): void => post({ type: 'progress', news });
  const ways = { signal, onProgress: tell, onScored: tell };
  post({ type: 'judged', verdict: await court.ask({ library, bundledDir, runId, step, subject, ...ways }) });
});
