/** Buttons that print the page: shown only where there is a script to do it. */
export function printButtons(page: Document): void {
  for (const button of Array.from(page.querySelectorAll<HTMLElement>('[data-print]'))) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
}
