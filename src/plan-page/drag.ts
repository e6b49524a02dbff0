/** Lets the user scroll an element by dragging its content. */
export function addDragging(view: HTMLElement): void {
  let last: {readonly x: number; readonly y: number} | undefined;
  view.addEventListener('pointerdown', event => {
    // Browsers already scroll on touch.
    if (event.pointerType === 'mouse' && event.button === 0) last = event;
  });
  window.addEventListener('pointermove', event => {
    if (!last) return;
    view.classList.add('dragged');
    view.scrollBy(last.x - event.x, last.y - event.y);
    last = event;
  });
  window.addEventListener('pointerup', () => {
    last = undefined;
    view.classList.remove('dragged');
  });
}
