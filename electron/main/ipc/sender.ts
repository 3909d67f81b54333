/** What is known of the frame a message came from. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/**
 * True for the top frame of a page served from one of `origins` (scheme and host, no path). A frame that has
 * already gone (null), a frame inside a frame and a page with any other origin are strangers.
 */
export function isTrustedSender(frame: SenderFrame | null | undefined, origins: readonly string[]): boolean {
  return frame !== null && frame !== undefined && frame.parent === null && hasOrigin(frame.url, origins);
}

/** Whether an address lies on one of the origins. Node gives custom schemes no `origin`, so it is put together here. */
export function hasOrigin(address: string, origins: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  return origins.includes(`${protocol}//${host}`);
}
