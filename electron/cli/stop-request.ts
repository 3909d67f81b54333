/** Asks once, however often it comes: a shell, a service manager and a closed terminal each may repeat it. */
const ENDS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP'];

/** Set by the launcher: only then is the channel to the process above us its own, and no test runner's. */
const launched = process.env['FORGER_LAUNCHED'] === '1' && process.send !== undefined;

/** Each asks for a stop of what goes on just now. */
const stops = new Set<() => void>();

/** Asks for a stop as a signal would. @returns whether there is anything that stops */
export function requestStop(): boolean {
  for (const stop of stops) stop();
  return stops.size > 0;
}

/**
 * Calls back when this command is to stop: at a signal, and, where the launcher (build/setup/command-line.mjs) started it, when that
 * is told to, or is gone. A terminal sends Ctrl-C to both, so that it arrives here twice: by itself, and as the number of those
 * that the launcher has had. Only Ctrl-C asks more than once.
 * @param onAsked gets how many times it has been asked, each number once
 */
export function onStopRequest(onAsked: (times: number) => void): { dispose(): void } {
  let signals = 0;
  let told = 0;
  let asked = 0;
  const ask = (): void => {
    const times = Math.max(signals, told);
    if (times <= asked) return;
    asked = times;
    onAsked(times);
  };
  const onInterrupt = (): void => {
    signals += 1;
    ask();
  };
  const onMessage = (message: unknown): void => {
    if (typeof message !== 'number') return;
    told = message;
    ask();
  };
  const once = (): void => {
    told = Math.max(told, 1);
    ask();
  };
  process.on('SIGINT', onInterrupt);
  for (const signal of ENDS) process.on(signal, once);
  if (launched) process.on('message', onMessage).on('disconnect', once);
  stops.add(once);
  tellLauncher();
  if (launched && !process.connected) once();
  return {
    dispose: () => {
      process.off('SIGINT', onInterrupt);
      for (const signal of ENDS) process.off(signal, once);
      process.off('message', onMessage).off('disconnect', once);
      stops.delete(once);
      tellLauncher();
    },
  };
}

/** Whether this command stops by itself when told to; otherwise the launcher sends it the signal. */
function tellLauncher(): void {
  if (!launched || !process.connected) return;
  process.send?.(stops.size > 0);
  // Listening must not keep a command alive that has nothing else to do.
  process.channel?.unref();
}
