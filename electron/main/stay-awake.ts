/** The part of Electron's powerSaveBlocker that is used. */
export interface PowerSaveBlocker {
  start(type: 'prevent-app-suspension'): number;
  stop(id: number): unknown;
}

/** Keeps the machine from going to sleep while a run trains; the display may. */
export class StayAwake {
  readonly #blocker: PowerSaveBlocker;
  #id: number | null = null;

  constructor(blocker: PowerSaveBlocker) {
    this.#blocker = blocker;
  }

  set(training: boolean): void {
    if (training && this.#id === null) this.#id = this.#blocker.start('prevent-app-suspension');
    if (!training && this.#id !== null) {
      this.#blocker.stop(this.#id);
      this.#id = null;
    }
  }
}
