import type { RunDetail } from '@shared/contract/channels.ts';
import { act } from '../../lib/act.ts';
import { call } from '../../lib/bridge.ts';
import type { RunModel } from '../run-model.svelte.ts';

export type Action = 'pause' | 'resume' | 'stop' | 'measure';

/** What carries each of them out: a run that has reached its length goes on by measuring what is not measured yet. */
const CHANNELS = { pause: 'runs.pause', resume: 'runs.resume', stop: 'runs.stop', measure: 'runs.resume' } as const;

type Facts = Pick<RunDetail, 'status' | 'controllable' | 'checkpoints'>;

/** What can be done with a run now. Another program's run can only be watched. */
export function possibleActions({ status, controllable, checkpoints }: Facts): Action[] {
  switch (status.state) {
    case 'training':
      return controllable ? ['pause', 'stop'] : [];
    case 'paused':
      return controllable ? ['resume', 'stop'] : [];
    case 'waiting':
      return controllable ? ['stop'] : ['resume'];
    case 'stopped':
    case 'failed':
    case 'diverged':
    case 'interrupted':
      return ['resume'];
    case 'finished':
      return checkpoints.some(({ pending }) => pending) ? ['measure'] : [];
  }
}

/** Carries out what the buttons ask for; one thing at a time. */
export class RunActions {
  busy = $state<Action | null>(null);
  readonly #model: RunModel;

  constructor(model: RunModel) {
    this.#model = model;
  }

  async do(action: Action): Promise<void> {
    const { detail } = this.#model;
    if (this.busy !== null || !detail || !possibleActions(detail).includes(action)) return;
    this.busy = action;
    await act(() => call(CHANNELS[action], { id: this.#model.id }));
    await this.#model.refresh();
    this.busy = null;
  }

  async rename(name: string): Promise<void> {
    await act(() => call('runs.rename', { id: this.#model.id, name }));
    await this.#model.refresh();
  }

  /** Keeps a checkpoint whatever the run's settings let go, or no longer. */
  async pin(step: number, pinned: boolean): Promise<void> {
    await act(() => call('runs.pin', { id: this.#model.id, step, pinned }));
    await this.#model.refresh();
  }

  /** Shows the run's folder, or the one of its event files in it, in the system's file manager. */
  async reveal(folder: 'run' | 'tensorboard' = 'run'): Promise<void> {
    await act(() => call('runs.reveal', { id: this.#model.id, folder }));
  }
}
