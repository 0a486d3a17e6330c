type Control = HTMLInputElement | HTMLSelectElement

/** Shows `data-shown-when="name"` (ticked) or `data-shown-when="name=a|b"` (one of these values) only when it applies. */
export function fold(page: Document): void {
  const parts = Array.from(page.querySelectorAll<HTMLElement>('[data-shown-when]'))
  if (parts.length === 0) return
  const update = () => {
    for (const part of parts) part.hidden = !applies(part)
  }
  page.addEventListener('change', update)
  // Browsers put back what was typed after the page is shown from their history.
  window.addEventListener('pageshow', update)
  update()
}

function applies(part: HTMLElement): boolean {
  const [name = '', wanted] = (part.dataset.shownWhen ?? '').split('=')
  const form = part.closest('form') ?? document
  const chosen = Array.from(form.querySelectorAll<Control>(`[name="${CSS.escape(name)}"]`)).flatMap(valueOf)
  return wanted === undefined
    ? chosen.some(value => value !== '' && value !== 'no')
    : wanted.split('|').some(value => chosen.includes(value))
}

function valueOf(control: Control): string[] {
  const ticks = control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')
  return ticks && !control.checked ? [] : [control.value]
}
