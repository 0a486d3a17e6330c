const restSeconds = 60

/** Nothing personal stays on a screen of the counter that nobody has touched for a minute: it is covered, or left behind. */
export function emptyAtRest(): void {
  const marked = document.querySelector<HTMLElement>('[data-rest], [data-rest-to]')
  const main = document.querySelector<HTMLElement>('#main')
  const cover = document.querySelector<HTMLElement>('#rest')
  if (!marked || !main) return
  let timer = setTimeout(empty, restSeconds * 1000)
  for (const event of ['keydown', 'pointermove', 'pointerdown', 'input', 'focusin', 'scroll'])
    document.addEventListener(event, touched, { passive: true, capture: true })
  cover?.querySelector('button')?.addEventListener('click', () => show(false))

  function touched(): void {
    clearTimeout(timer)
    timer = setTimeout(empty, restSeconds * 1000)
  }

  function empty(): void {
    if (marked?.dataset.restTo) location.replace(marked.dataset.restTo)
    else show(true)
  }

  function show(covered: boolean): void {
    if (!main || !cover) return
    main.hidden = covered
    cover.hidden = !covered
    if (covered) cover.querySelector('button')?.focus()
  }
}
