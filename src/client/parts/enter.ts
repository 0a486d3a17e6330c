/** In a list of fields a scanner ends each number with Enter: it leads to the next field, and sends with the last one. */
export function enterNext(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-enter-next]'))
    form.addEventListener('keydown', event => {
      const fields = Array.from(form.querySelectorAll<HTMLInputElement>('input[type="text"]'))
      const here = fields.indexOf(event.target as HTMLInputElement)
      const next = fields[here + 1]
      if (event.key !== 'Enter' || here < 0 || !next) return
      event.preventDefault()
      next.focus()
    })
}
