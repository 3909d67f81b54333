import type { RunSummary } from '@shared/run.ts';
import { call, listen } from './bridge.ts';

/** Whether quitting this app would end what trains: a run that the command line trains goes on without it. */
export const trainsHere = ({ status: { state, owner }, starting }: Pick<RunSummary, 'status' | 'starting'>): boolean =>
  starting === true || ((state === 'training' || state === 'paused') && owner === 'app');

/** Another version of Forger that was installed while this one runs. */
export class Update {
  version = $state<string | null>(null);
  /** The one that was put aside: another is told again. */
  #dismissed = $state<string | null>(null);

  /** The version to tell of; null where there is none. */
  get told(): string | null {
    return this.version === this.#dismissed ? null : this.version;
  }

  /** An effect: follows what the app tells. */
  start(): () => void {
    return listen('update.changed', ({ version }) => (this.version = version));
  }

  async load(): Promise<void> {
    ({ version: this.version } = await call('app.update', {}));
  }

  dismiss(): void {
    this.#dismissed = this.version;
  }

  async restart(): Promise<void> {
    await call('app.restart', {});
  }
}

export const update = new Update();
