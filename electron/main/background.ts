import { Menu, nativeImage, Notification, Tray } from 'electron';
import type { RunState } from '@shared/run.ts';
import icon from '../../resources/icons/tray.png?inline';

export interface BackgroundOptions {
  open(): void;
  quit(): void;
  log(line: string, error?: unknown): void;
}

/** What is left of the app while it has no window: an icon in the tray, where the desktop has one, and notifications. */
export class Background {
  readonly #options: BackgroundOptions;
  #tray: Tray | null = null;
  /** A notification that nobody refers to is collected, and its click is not heard. */
  readonly #shown = new Set<Notification>();

  constructor(options: BackgroundOptions) {
    this.#options = options;
  }

  /** @param words what goes on, in a few words */
  enter(words: string): void {
    try {
      this.#tray ??= this.#makeTray();
      this.say(words);
    } catch (error) {
      // No tray on this desktop: starting the app again opens its window.
      this.#options.log('there is no tray for the icon', error);
    }
  }

  /** Says anew what goes on. */
  say(words: string): void {
    if (!this.#tray) return;
    this.#tray.setToolTip(`Forger: ${words}`);
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: words, enabled: false },
        { type: 'separator' },
        { label: 'Open Forger', click: () => this.#options.open() },
        { label: 'Quit', click: () => this.#options.quit() },
      ]),
    );
  }

  leave(): void {
    this.#tray?.destroy();
    this.#tray = null;
  }

  notify(title: string, body: string): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    this.#shown.add(notification);
    notification.on('click', () => this.#options.open());
    notification.on('close', () => this.#shown.delete(notification));
    notification.show();
  }

  #makeTray(): Tray {
    const image = nativeImage.createFromDataURL(icon);
    const tray = new Tray(image.resize({ width: 22, height: 22 }));
    tray.on('click', () => this.#options.open());
    return tray;
  }
}

/** How a run ended, as the end of its name. */
export function endWord(state: RunState): string {
  if (state === 'finished') return 'finished';
  if (state === 'diverged') return 'its numbers broke';
  return state === 'failed' || state === 'interrupted' ? 'ended early' : 'stopped';
}
