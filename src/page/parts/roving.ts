/**
 * Moves the focus in a list that is a single tab stop: of its elements with `data-item`, only one has the tab index 0. Returns whether
 * the key moved the focus.
 */
export function moveFocus(list: HTMLElement, event: KeyboardEvent): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const items = [...list.querySelectorAll<HTMLElement | SVGElement>('[data-item]')];
  const at = items.findIndex(item => item === document.activeElement);
  const next = items[nextAt(event.key, at, items.length) ?? -1];
  if (!next) return false;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({block: 'nearest', inline: 'nearest'});
  return true;
}

function nextAt(key: string, at: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(length - 1, at + 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}
