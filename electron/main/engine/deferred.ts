export interface Deferred {
  promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

/** A promise settled from outside (Promise.withResolvers, which Node 20 lacks). */
export function deferred(): Deferred {
  const handle: Partial<Deferred> = {};
  const promise = new Promise<void>((resolve, reject) => Object.assign(handle, { resolve, reject }));
  // Whoever waits hears of a failure; that nobody waits is no failure of its own.
  promise.catch(() => undefined);
  return { ...(handle as Deferred), promise };
}
