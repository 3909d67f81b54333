import type { Subject } from '@shared/verdict/subject.ts';
import { call } from '../lib/bridge.ts';

/** A picture that D of a run is asked about. */
export interface Shown {
  run: string;
  subject: Subject;
  /** Of the checkpoint to begin with; null: the first that is offered. */
  step: number | null;
}

/** Which picture is shown to which discriminator: wherever it comes from, one dialog shows it. */
class Showing {
  current = $state.raw<Shown | null>(null);

  show(run: string, subject: Subject, step: number | null = null): void {
    this.current = { run, subject, step };
  }

  /** Asks for a picture on the disk. */
  async choose(run: string, step: number | null = null): Promise<void> {
    const path = await call('verdict.choose', {});
    if (path !== null) this.show(run, { kind: 'file', path }, step);
  }

  close(): void {
    this.current = null;
  }
}

export const showing = new Showing();
