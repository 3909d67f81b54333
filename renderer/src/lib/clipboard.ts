import { ForgerError } from '@shared/contract/errors.ts';

/**
 * Puts text on the clipboard, in answer to a click. The app denies the page every permission, the newer
 * clipboard interface among them; the copy command needs none.
 * @throws {ForgerError} where the system refuses.
 */
export function copyText(text: string): void {
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', fill, { once: true });
  const copied = document.execCommand('copy');
  document.removeEventListener('copy', fill);
  if (!copied) throw new ForgerError('no-access', 'The clipboard did not take the text. Try again.');
}
