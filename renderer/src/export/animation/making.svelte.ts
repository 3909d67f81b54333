import type { AnimationOptions, AnimationProgress, AnimationResult } from '@shared/animation/options.ts';
import type { AppEvents } from '@shared/contract/channels.ts';
import { call, listen, sentence } from '../../lib/bridge.ts';

export type Making =
  | { phase: 'choosing'; problem: string | null }
  /** The system asks where the file goes. */
  | { phase: 'asking' }
  | { phase: 'running'; job: string; progress: AnimationProgress | null; cancelling: boolean }
  | { phase: 'done'; result: AnimationResult };

type News = {
  [Name in 'animation.progress' | 'animation.done' | 'animation.failed']: { name: Name } & AppEvents[Name];
};

/** One animation on its way from the form to the file. */
export class AnimationMaking {
  state = $state.raw<Making>({ phase: 'choosing', problem: null });
  /** What was told before the answer to the call that started the job. */
  #early: News[keyof News][] = [];

  /** An effect: follows what the app tells. */
  follow(): () => void {
    const stops = [
      listen('animation.progress', (news) => this.#hear({ name: 'animation.progress', ...news })),
      listen('animation.done', (news) => this.#hear({ name: 'animation.done', ...news })),
      listen('animation.failed', (news) => this.#hear({ name: 'animation.failed', ...news })),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Asks where the file goes, and begins. */
  async start(id: string, options: AnimationOptions): Promise<void> {
    this.#early = [];
    this.state = { phase: 'asking' };
    try {
      const started = await call('animation.start', { id, options });
      if (started === null) return this.again();
      this.state = { phase: 'running', job: started.job, progress: null, cancelling: false };
      for (const news of this.#early) this.#hear(news);
    } catch (error) {
      this.again(sentence(error));
    }
  }

  async cancel(): Promise<void> {
    if (this.state.phase !== 'running') return;
    this.state = { ...this.state, cancelling: true };
    // One that has just ended tells so itself.
    await call('animation.cancel', { job: this.state.job }).catch(() => undefined);
  }

  again(problem: string | null = null): void {
    this.state = { phase: 'choosing', problem };
  }

  #hear(news: News[keyof News]): void {
    const { state } = this;
    if (state.phase === 'asking') this.#early.push(news);
    if (state.phase !== 'running' || state.job !== news.job) return;
    switch (news.name) {
      case 'animation.progress':
        this.state = { ...state, progress: news.progress };
        return;
      case 'animation.done':
        this.state = { phase: 'done', result: news.result };
        return;
      case 'animation.failed':
        return this.again(news.error.code === 'cancelled' ? null : news.error.message);
    }
  }
}
