export interface Toast {
  id: number;
  tone: 'ok' | 'bad' | 'info';
  text: string;
  /** What can be done about it while it is shown. */
  action: { label: string; run: () => void } | null;
}

const SHOWN_MS = 6000;

/** Short notices at the lower edge. An error that matters also stands where it happened. */
export class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  show(
    text: string,
    tone: Toast['tone'] = 'info',
    { action = null, milliseconds = SHOWN_MS }: { action?: Toast['action']; milliseconds?: number } = {},
  ): void {
    const toast: Toast = { id: this.#next, tone, text, action };
    this.#next += 1;
    this.list = [...this.list.slice(-2), toast];
    setTimeout(() => this.dismiss(toast.id), milliseconds);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
