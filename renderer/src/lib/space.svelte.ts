import { call, listen } from './bridge.ts';

/** How much is free where the library lies: the one number that all screens show, kept current by the app. */
class Space {
  /** In bytes; null until the disk has answered. */
  freeBytes = $state<number | null>(null);

  start(): () => void {
    return listen('space.changed', ({ freeBytes }) => (this.freeBytes = freeBytes));
  }

  async load(): Promise<void> {
    // A disk that does not tell is no reason not to start.
    const told = await call('library.space', {}).catch(() => null);
    this.freeBytes = told?.freeBytes ?? this.freeBytes;
  }
}

export const space = new Space();
