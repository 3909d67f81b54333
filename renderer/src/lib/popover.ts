const GAP = 4;

/** Puts a popover below what it belongs to, or above where there is no room, inside the window. */
export function placePopover(popup: HTMLElement, anchor: Element, align: 'start' | 'end'): void {
  const at = anchor.getBoundingClientRect();
  const box = popup.getBoundingClientRect();
  const below = at.bottom + GAP + box.height < innerHeight;
  const left = align === 'start' ? at.left : at.right - box.width;
  popup.style.top = `${below ? at.bottom + GAP : Math.max(GAP, at.top - box.height - GAP)}px`;
  popup.style.left = `${Math.max(GAP, Math.min(left, innerWidth - box.width - GAP))}px`;
}
