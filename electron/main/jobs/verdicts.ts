import { ForgerError } from '@shared/contract/errors.ts';
import type { Verdict, VerdictProgress } from '@shared/verdict/verdict.ts';
import { performApart, type ApartLauncher } from '../../engine/host/apart.ts';
import { verdictEventSchema, type VerdictCommand, type VerdictEvent } from '../../engine/host/verdict/messages.ts';

/** Starts the built electron/engine/host/verdict/process.ts. */
export type VerdictLauncher = ApartLauncher<VerdictCommand>;

const gone = (): ForgerError =>
  new ForgerError('internal', 'D could not be asked: its process ended. Close other programs, then try again.');

/** Asks D of a checkpoint about a picture, in a process of its own. @throws {ForgerError} */
export async function askApart(
  launch: VerdictLauncher,
  task: Omit<VerdictCommand, 'type'>,
  signal: AbortSignal,
  onNews: (news: VerdictProgress | Verdict) => void,
): Promise<Verdict> {
  const { verdict } = await performApart<VerdictCommand, VerdictEvent>({
    ...{ launch, task: { type: 'ask', ...task }, signal, gone, events: verdictEventSchema },
    onProgress: ({ news }) => onNews(news),
  });
  return verdict;
}
