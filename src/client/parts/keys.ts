/** A button that one key presses wherever the clerk is on the page; it says which. */
export function pressByKey(): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('button[data-key]')]
  for (const button of buttons) button.append(` (${button.dataset.key})`)
  document.addEventListener('keydown', event => {
    const button = buttons.find(({ dataset }) => dataset.key === event.key)
    if (!button || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    button.click()
  })
}
