import { app, type BrowserWindow } from 'electron';
import type { AppChoices } from '@shared/app-choices.ts';
import type { QuitQuestion } from '@shared/contract/events.ts';
import type { Library } from '../store/index.ts';
import { Background, endWord } from './background.ts';
import type { Engine } from './engine/engine.ts';
import { log } from './log.ts';
import { askNatively, QuitAsker, type QuitAnswer } from './quit.ts';
import { focusWindow } from './window/main-window.ts';

export interface DepartureOptions {
  engine: Engine;
  library(): Library;
  window(): BrowserWindow | null;
  choices(): AppChoices;
  choose(change: Partial<AppChoices>): Promise<unknown>;
  /** Shows the question in the window. */
  ask(question: QuitQuestion): void;
  /** Opens the window again. */
  open(): void;
  /** Keeps how the window stands for the next time it opens. */
  keepWindow(): Promise<void>;
  /** Saves and ends everything that goes on. */
  save(): Promise<void>;
  /** Nobody is there to be asked: saves and goes. */
  unattended: boolean;
}

/** How the app goes: at once, after what trains is saved, or not yet, because it trains on in the background. */
export class Departure {
  readonly #options: DepartureOptions;
  #phase: 'no' | 'asking' | 'saving' | 'done' = 'no';
  /** True from when the user sent the app there until its window is open again. */
  #inBackground = false;
  readonly #asker: QuitAsker;
  readonly #background: Background;

  constructor(options: DepartureOptions) {
    this.#options = options;
    this.#asker = new QuitAsker({
      inWindow: (question) => this.#askInWindow(question),
      native: (question) => askNatively(question, options.window()),
    });
    this.#background = new Background({
      open: () => options.open(),
      quit: () => app.quit(),
      log,
    });
  }

  /** Everything is saved: windows may close. */
  get done(): boolean {
    return this.#phase === 'done';
  }

  /** Holds a quit back until what trains is saved, or the user would rather stay. */
  beforeQuit(event: { preventDefault(): void }): void {
    if (this.done) return;
    event.preventDefault();
    if (this.#phase === 'no') void this.#leave();
    else if (this.#phase === 'asking') this.#asker.insist();
  }

  /** The window has answered. */
  answer(answer: QuitAnswer, remember: boolean): void {
    this.#asker.answer({ answer, remember });
  }

  /** The window cannot ask any more. */
  windowCrashed(): void {
    this.#asker.insist();
  }

  /** The window is there again. */
  windowShown(): void {
    this.#inBackground = false;
    this.#background.leave();
  }

  /** The last window is gone: the app goes too, but not from the background, nor on a Mac. */
  windowsClosed(): void {
    if (!this.#inBackground && process.platform !== 'darwin') app.quit();
  }

  /** Tells of a run that ended while nobody looks; the last one may take the app with it. */
  async runEnded(run: string): Promise<void> {
    const { engine, library, window, choices } = this.#options;
    if (window() || this.#phase !== 'no') return;
    this.#background.say(this.#activityWords());
    try {
      const [record, status] = await Promise.all([library().readRun(run), library().readStatus(run)]);
      const name = record.name || record.config.preset;
      this.#background.notify(
        `${name}: ${endWord(status.state)}`,
        status.message ?? `Forger: ${this.#activityWords()}.`,
      );
    } catch (error) {
      log(`could not tell that ${run} ended`, error);
    }
    // Who waits in a queue that is held waits for the user.
    const more = engine.training.length > 0 || (engine.waiting.length > 0 && !engine.times.hold);
    if (this.#inBackground && !more && choices().afterBackground === 'quit') app.quit();
  }

  async #leave(): Promise<void> {
    this.#phase = 'asking';
    const answer = await this.#whatBecomesOfRuns();
    if (answer === 'save') return this.#saveAndGo();
    this.#phase = 'no';
    if (answer === 'background') await this.#goBackground();
  }

  /** Asks, unless nothing trains or the user answered for good. */
  async #whatBecomesOfRuns(): Promise<QuitAnswer> {
    const { engine, window, choices, choose, unattended } = this.#options;
    const { training, waiting } = engine;
    if (training.length === 0 || unattended) return 'save';
    const { whenQuitting } = choices();
    // Who quits what is in the background already does not want it there.
    if (whenQuitting === 'save' || (whenQuitting === 'background' && window())) return whenQuitting;
    const { answer, remember } = await this.#asker.ask({
      training: [...training],
      waiting: waiting.length,
    });
    if (remember && answer !== 'cancel') await choose({ whenQuitting: answer });
    return answer;
  }

  #askInWindow(question: QuitQuestion): boolean {
    const window = this.#options.window();
    if (!window || window.webContents.isCrashed() || window.webContents.isLoading()) return false;
    focusWindow(window);
    this.#options.ask(question);
    return true;
  }

  /** Closes the window and goes on training without it. */
  async #goBackground(): Promise<void> {
    this.#inBackground = true;
    await this.#options.keepWindow();
    this.#background.enter(this.#activityWords());
    this.#options.window()?.destroy();
  }

  #activityWords(): string {
    const { training, waiting } = this.#options.engine;
    if (training.length === 0) return 'nothing trains';
    const trains = training.length === 1 ? 'a run trains' : `${training.length} runs train`;
    return waiting.length === 0 ? trains : `${trains}, ${waiting.length} in the queue`;
  }

  async #saveAndGo(): Promise<void> {
    this.#phase = 'saving';
    await this.#options.save();
    await this.#options.keepWindow();
    this.#phase = 'done';
    this.#background.leave();
    app.quit();
  }
}
