import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import type { QUIT_CHOICES } from '@shared/app-choices.ts';
import type { QuitQuestion } from '@shared/contract/events.ts';

export type QuitAnswer = (typeof QUIT_CHOICES)[number] | 'cancel';

export interface GivenAnswer {
  answer: QuitAnswer;
  /** Not to be asked again. */
  remember: boolean;
}

export interface AskerOptions {
  /** Shows the question in the window; false where there is none that could. */
  inWindow(question: QuitQuestion): boolean;
  native(question: QuitQuestion): Promise<GivenAnswer>;
}

/** Asks what becomes of runs that train when the user quits: in the window where there is one, else by the system's dialog. */
export class QuitAsker {
  readonly #options: AskerOptions;
  #open: { question: QuitQuestion; settle(given: GivenAnswer): void; native: boolean } | null = null;

  constructor(options: AskerOptions) {
    this.#options = options;
  }

  ask(question: QuitQuestion): Promise<GivenAnswer> {
    return new Promise((settle) => {
      this.#open = { question, settle, native: false };
      if (!this.#options.inWindow(question)) this.insist();
    });
  }

  /** The window has answered. */
  answer(given: GivenAnswer): void {
    const open = this.#open;
    this.#open = null;
    open?.settle(given);
  }

  /** The user quits again, or the window is gone: it may not be able to ask. */
  insist(): void {
    const open = this.#open;
    if (!open || open.native) return;
    open.native = true;
    void this.#options.native(open.question).then((given) => {
      if (this.#open === open) this.answer(given);
    });
  }
}

/** The same question as the system's dialog. @param window null: the app is in the background already */
export async function askNatively({ training }: QuitQuestion, window: BrowserWindow | null): Promise<GivenAnswer> {
  const answers: QuitAnswer[] = window === null ? ['save', 'cancel'] : ['save', 'background', 'cancel'];
  const words: Record<QuitAnswer, string> = {
    save: 'Save a checkpoint and quit',
    background: 'Keep training in the background',
    cancel: window === null ? 'Keep training' : 'Cancel',
  };
  const options: MessageBoxOptions = {
    type: 'question',
    message: training.length === 1 ? 'A run is training.' : `${training.length} runs are training.`,
    detail: 'A run that is saved can be resumed later. Runs that wait in the queue keep their places.',
    buttons: answers.map((answer) => words[answer]),
    defaultId: 0,
    cancelId: answers.indexOf('cancel'),
    ...(window !== null && { checkboxLabel: 'Do not ask again' }),
  };
  const { response, checkboxChecked } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return { answer: answers[response] ?? 'cancel', remember: checkboxChecked };
}
