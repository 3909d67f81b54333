import { tick } from 'svelte';
import { act } from '../lib/act.ts';
import { call } from '../lib/bridge.ts';
import { opening } from '../run-file/opening.svelte.ts';
import { open, openAll } from './open.ts';

/** Resolves once no dialog of the window waits for an answer. */
function dialogsAnswered(): Promise<void> {
  const asks = (): boolean => document.querySelector('dialog[open]') !== null;
  if (!asks()) return Promise.resolve();
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (asks()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['open'] });
  });
}

async function openGiven(): Promise<void> {
  const all = await call('app.given', {});
  await dialogsAnswered();
  await openAll(all, async (given) => {
    await dialogsAnswered();
    await open(given, (path) => opening.openInTurn(path));
    // What became of it is said before the next.
    await tick();
  });
}

/** What the system hands the app, opened one after another. */
class Given {
  #turn: Promise<unknown> = Promise.resolve();

  /** Opens what was handed over since this was called last. */
  open(): Promise<unknown> {
    this.#turn = this.#turn.then(() => act(openGiven));
    return this.#turn;
  }
}

export const given = new Given();
