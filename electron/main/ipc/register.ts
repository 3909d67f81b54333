import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { CHANNELS, type ChannelName, type ChannelResult, type Reply } from '@shared/contract/channels.ts';
import { ForgerError, toFailure, type Failure } from '@shared/contract/errors.ts';
import { isModest, TOO_LARGE } from '@shared/contract/payload.ts';
import { isTrustedSender } from './sender.ts';

/** One function a channel: what main does for the window. Arguments have passed the channel's schema. */
export type Handlers = {
  [Name in ChannelName]: (
    args: z.output<(typeof CHANNELS)[Name]['args']>,
  ) => Promise<ChannelResult<Name>> | ChannelResult<Name>;
};

export interface RegisterOptions {
  ipcMain: Pick<IpcMain, 'handle'>;
  handlers: Handlers;
  /** Origins the window is served from. */
  origins: readonly string[];
  /** Where errors nobody expected are written, with their stack. */
  log: (line: string, error?: unknown) => void;
}

const refused = (message: string): Reply<never> => ({ ok: false, error: { code: 'invalid-request', message } });

/**
 * Connects every channel of the contract, each checked the same way: who speaks, how much, then what is
 * said, then the handler. Always answers a {@link Reply}; nothing thrown inside reaches the window as it was thrown.
 */
export function registerChannels({ ipcMain, handlers, origins, log }: RegisterOptions): void {
  const answer = async <Name extends ChannelName>(
    name: Name,
    event: IpcMainInvokeEvent,
    payload: unknown[],
  ): Promise<Reply<unknown>> => {
    if (!isTrustedSender(event.senderFrame, origins)) {
      log(`refused ${name}: the sender is not Forger's own window`);
      return refused('Only the window of Forger may ask for this.');
    }
    if (!payload.every(isModest)) {
      log(`refused ${name}: too large, or too deep`);
      return refused(TOO_LARGE);
    }
    const parsed = payload.length === 1 ? CHANNELS[name].args.safeParse(payload[0]) : undefined;
    if (!parsed?.success) {
      log(`refused ${name}: ${parsed ? summarize(parsed.error) : 'one argument is expected'}`);
      return refused(`The request "${name}" does not have the expected form.`);
    }
    try {
      // The schema of this very channel made these arguments; TypeScript cannot follow the pair through the union.
      const handler = handlers[name] as (args: unknown) => unknown;
      return { ok: true, value: await handler(parsed.data) };
    } catch (error) {
      return { ok: false, error: failureOf(name, error, log) };
    }
  };
  for (const name of Object.keys(CHANNELS) as ChannelName[])
    ipcMain.handle(`forger:${name}`, (event, ...payload: unknown[]) => answer(name, event, payload));
}

function failureOf(name: ChannelName, error: unknown, log: RegisterOptions['log']): Failure {
  const failure = toFailure(error);
  if (!(error instanceof ForgerError) && failure.code === 'internal') log(`${name} failed`, error);
  return failure;
}

function summarize(error: z.core.$ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.map(String).join('.') || 'argument'}: ${issue.code}`)
    .join('; ');
}
