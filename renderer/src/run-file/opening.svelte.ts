import { openedInWords, type RunFileResult } from '@shared/run-file.ts';
import { call } from '../lib/bridge.ts';
import { bringBack } from '../lib/deleting.ts';
import { navigation } from '../lib/navigation.svelte.ts';
import { toasts } from '../lib/toasts.svelte.ts';
import { runFileWork } from './work.ts';

/** A choice between two takes longer to read. */
const DECIDE_MS = 20_000;

/** What opens the finished run that ships with Forger. */
export const SHIPPED_RUN_WORDS = 'Look at a finished run';

/** The opening of a run file, from the menu or dropped on the window: the run is then the one shown. */
class Opening {
  readonly work = runFileWork((result) => this.#opened(result));

  follow(): () => void {
    return this.work.follow();
  }

  /** @param path of a dropped file; left out, the user is asked for one */
  async open(path?: string): Promise<void> {
    await this.#start(() => call('runFile.open', path === undefined ? {} : { path }));
  }

  /** Opens the finished run that ships with Forger; where it is here already, that is shown. */
  async openShipped(): Promise<void> {
    await this.#start(() => call('runFile.openShipped', {}));
  }

  async #start(begin: () => Promise<{ job: string } | null>): Promise<void> {
    if (this.work.busy) return toasts.show('Another run file is being opened. Wait for it, then try again.', 'bad');
    await this.work.start(begin);
  }

  /** Opens it once nothing else is being opened, and waits until that is done. */
  async openInTurn(path: string): Promise<void> {
    await this.work.idle();
    await this.open(path);
    await this.work.idle();
  }

  #opened(result: RunFileResult): void {
    if (result.kind !== 'opened') return;
    const { opened, deleted } = result;
    const tone = opened.outcome === 'opened' && opened.dataset.state !== 'missing' ? 'ok' : 'info';
    if (deleted)
      toasts.show(`${openedInWords(opened)} The one you deleted is still in the trash.`, tone, {
        action: { label: 'Bring that back instead', run: () => void bringBack(deleted.id, true) },
        milliseconds: DECIDE_MS,
      });
    else toasts.show(openedInWords(opened), tone);
    navigation.openRun(opened.id);
    this.work.again();
  }
}

export const opening = new Opening();
