import type { LibraryUse } from '@shared/disk-use.ts';
import type { MovePlan, MoveProgress } from '@shared/library-move.ts';
import type { TrashItem } from '@shared/trash.ts';
import { act } from '../lib/act.ts';
import { call, listen } from '../lib/bridge.ts';

/** Where a move of the library stands. */
export type Move =
  | { state: 'none' }
  | { state: 'planned'; plan: MovePlan }
  | { state: 'moving'; progress: MoveProgress | null }
  | { state: 'done'; from: string; to: string }
  | { state: 'failed'; problem: string };

/** What the library takes, and moving it. */
export class LibraryRoom {
  use = $state.raw<LibraryUse | null>(null);
  /** What was deleted and can be brought back, the latest first; null until it is known. */
  trash = $state.raw<TrashItem[] | null>(null);
  move = $state.raw<Move>({ state: 'none' });

  /** @param onmoved the library lies elsewhere now @returns what ends listening */
  start(onmoved: () => Promise<void>): () => void {
    void this.measure();
    const stops = [
      listen('move.progress', (progress) => {
        if (this.move.state === 'moving') this.move = { state: 'moving', progress };
      }),
      listen('move.done', (moved) => {
        this.move = { state: 'done', ...moved };
        void onmoved();
        void this.measure();
      }),
      listen('move.failed', ({ error }) => {
        this.move = error.code === 'cancelled' ? { state: 'none' } : { state: 'failed', problem: error.message };
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async measure(): Promise<void> {
    const [use, trash] = await Promise.all([act(() => call('library.use', {})), act(() => call('trash.list', {}))]);
    this.use = use ?? this.use;
    this.trash = trash ?? this.trash;
  }

  async plan(): Promise<void> {
    const plan = await act(() => call('library.planMove', {}));
    if (plan) this.move = { state: 'planned', plan };
  }

  async begin(): Promise<void> {
    this.move = { state: 'moving', progress: null };
    const begun = await act(() => call('library.move', {}));
    if (begun === undefined) this.move = { state: 'none' };
  }

  async cancel(): Promise<void> {
    await act(() => call('library.cancelMove', {}));
  }

  async discardOld(): Promise<boolean> {
    return (await act(() => call('library.discardOld', {}))) !== undefined;
  }

  forget(): void {
    this.move = { state: 'none' };
  }

  /** Deletes one thing for good; left out, all that is in the trash. */
  async emptyTrash(id?: string): Promise<void> {
    await act(() => call('trash.empty', id === undefined ? {} : { id }));
    await this.measure();
  }
}
