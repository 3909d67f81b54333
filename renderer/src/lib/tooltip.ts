import type { Attachment } from 'svelte/attachments';

const DELAY_MS = 400;
const GAP = 6;
let bubble: HTMLDivElement | null = null;

function place(element: HTMLElement, target: Element, side: 'below' | 'end'): void {
  // At its last place, near an edge, it would be measured as narrow as the room there.
  element.style.left = '0';
  element.style.top = '0';
  const box = target.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const wanted =
    side === 'end'
      ? { left: box.right + GAP, top: box.top + (box.height - height) / 2 }
      : { left: box.left + (box.width - width) / 2, top: box.bottom + GAP };
  const top = wanted.top + height > innerHeight - 4 ? box.top - height - GAP : wanted.top;
  element.style.left = `${Math.max(4, Math.min(wanted.left, innerWidth - width - 4))}px`;
  element.style.top = `${Math.max(4, top)}px`;
}

function show(target: Element, text: string, side: 'below' | 'end'): void {
  if (!bubble) {
    bubble = Object.assign(document.createElement('div'), { className: 'tooltip', popover: 'manual' });
    hideWithItsPlace();
  }
  // An open modal dialog makes everything outside it inert and covers it: the tooltip lives inside.
  (target.closest('dialog') ?? document.body).append(bubble);
  bubble.textContent = text;
  bubble.showPopover();
  place(bubble, target, side);
}

function hide(): void {
  if (bubble?.matches(':popover-open')) bubble.hidePopover();
}

/** Another screen, a dialog or a list that moves away under the pointer: what it spoke of is not there any more. */
function hideWithItsPlace(): void {
  for (const event of ['keydown', 'click', 'scroll', 'resize', 'blur'] as const)
    addEventListener(event, hide, { capture: true, passive: true });
}

/**
 * Words for an element that shows none, on hover and on keyboard focus; any key, click or scroll hides them. The element
 * still needs its accessible name. With `clipped`, only while its text is cut off.
 */
export function tooltip(
  text: string,
  options: { side?: 'below' | 'end'; clipped?: boolean } = {},
): Attachment<HTMLElement> {
  return (element) => {
    if (text === '') return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wanted = (): boolean => !options.clipped || element.scrollWidth > element.clientWidth;
    const open = (): void => {
      if (wanted()) show(element, text, options.side ?? 'below');
    };
    const enter = (): void => {
      timer = setTimeout(open, DELAY_MS);
    };
    const focus = (): void => {
      if (element.matches(':focus-visible')) open();
    };
    const leave = (): void => {
      clearTimeout(timer);
      hide();
    };
    element.addEventListener('pointerenter', enter);
    element.addEventListener('pointerleave', leave);
    element.addEventListener('pointerdown', leave);
    element.addEventListener('keydown', leave);
    element.addEventListener('focus', focus);
    element.addEventListener('blur', leave);
    return () => {
      leave();
      element.removeEventListener('pointerenter', enter);
      element.removeEventListener('pointerleave', leave);
      element.removeEventListener('pointerdown', leave);
      element.removeEventListener('keydown', leave);
      element.removeEventListener('focus', focus);
      element.removeEventListener('blur', leave);
    };
  };
}
