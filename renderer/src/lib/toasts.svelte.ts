export interface Toast {
  id: number;
  tone: 'ok' | 'bad' | 'info';
  text: string;
}

const SHOWN_MS = 6000;

/** Short notices at the lower edge. An error that matters also stands where it happened. */
export class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  show(text: string, tone: Toast['tone'] = 'info'): void {
    const toast: Toast = { id: this.#next, tone, text };
    this.#next += 1;
    this.list = [...this.list.slice(-2), toast];
    setTimeout(() => this.dismiss(toast.id), SHOWN_MS);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
