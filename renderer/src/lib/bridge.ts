import type { Bridge, ChannelArgs, ChannelName, ChannelResult } from '@shared/contract/channels.ts';
import type { AppEvents, EventName } from '@shared/contract/events.ts';
import { ForgerError, toFailure } from '@shared/contract/errors.ts';

declare global {
  interface Window {
    /** Put there by the preload script; the only thing the window can reach. */
    readonly forger: Bridge;
  }
}

/**
 * Asks the app for something.
 * @throws {ForgerError} with a sentence for the user.
 */
export async function call<Name extends ChannelName>(
  name: Name,
  args: ChannelArgs<Name>,
): Promise<ChannelResult<Name>> {
  const reply = await window.forger.invoke(name, args);
  if (reply.ok) return reply.value;
  throw new ForgerError(reply.error.code, reply.error.message);
}

/** Listens to what the app tells unasked; returns the function that ends it. */
export function listen<Name extends EventName>(name: Name, listener: (payload: AppEvents[Name]) => void): () => void {
  return window.forger.on(name, listener);
}

export const pathForFile = (file: File): string => window.forger.pathForFile(file);

/** The sentence to show for whatever was thrown. */
export const sentence = (error: unknown): string => toFailure(error).message;
