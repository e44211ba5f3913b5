/** Puts the focus where the visitor goes on, once it is drawn; calls back when it is there. */
export function focusFirst(done: () => void = () => {}): void {
  requestAnimationFrame(() => {
    const first = document.querySelector<HTMLElement>('[data-first-focus]');
    if (first === null) return;
    first.focus();
    done();
  });
}
