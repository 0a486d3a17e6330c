/** Menus are plain <details>: one open at a time; Escape, or a press elsewhere, closes it. */
export function closeOthers(page: Document): void {
  const drops = Array.from(page.querySelectorAll<HTMLDetailsElement>('details.drop'))
  const close = (keep?: Node | null) => {
    for (const drop of drops) if (drop.open && !drop.contains(keep ?? null)) drop.open = false
  }
  page.addEventListener('click', event => close(event.target as Node))
  page.addEventListener('focusin', event => close(event.target as Node))
  page.addEventListener('keydown', event => {
    const open = drops.find(drop => drop.open)
    if (event.key !== 'Escape' || !open) return
    open.open = false
    open.querySelector('summary')?.focus()
  })
}
