import { ForgerError } from '@shared/contract/errors.ts';
import type { Inside, InsideLook } from '@shared/inside.ts';
import { performApart, type ApartLauncher } from '../../engine/host/apart.ts';
import { insideEventSchema, type InsideCommand, type InsideEvent } from '../../engine/host/inside/messages.ts';

/** Starts the built electron/engine/host/inside/process.ts. */
export type InsideLauncher = ApartLauncher<InsideCommand>;

type Task<Type extends InsideCommand['type']> = Omit<Extract<InsideCommand, { type: Type }>, 'type'>;

const gone = (): ForgerError =>
  new ForgerError(
    'internal',
    'The networks could not be looked into: the process ended. Close other programs, then try again.',
  );

/** It writes nothing: a cancelled one is ended at once. */
const perform = (launch: InsideLauncher, task: InsideCommand, signal: AbortSignal) =>
  performApart<InsideCommand, InsideEvent>({
    ...{ launch, task, signal, gone, events: insideEventSchema },
    onProgress: () => undefined,
  });

/** Reads what checkpoints say of their layers, in a process of its own. @throws {ForgerError} */
export async function readApart(launch: InsideLauncher, task: Task<'read'>, signal: AbortSignal): Promise<Inside[]> {
  const answer = await perform(launch, { type: 'read', ...task }, signal);
  if (answer.type !== 'read') throw gone();
  return answer.checkpoints;
}

/** Runs the networks of a checkpoint on a few images, in a process of its own. @throws {ForgerError} */
export async function lookApart(launch: InsideLauncher, task: Task<'look'>, signal: AbortSignal): Promise<InsideLook> {
  const answer = await perform(launch, { type: 'look', ...task }, signal);
  if (answer.type !== 'looked') throw gone();
  return answer.look;
}
