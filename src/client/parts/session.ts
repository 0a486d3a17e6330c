const warnBefore = 120_000
const seenKey = 'thyrida-seen-at'

/** Warns two minutes before an idle session ends; a page in another tab, or the button, keeps it. */
export function watchSession(): void {
  const dialog = document.querySelector<HTMLDialogElement>('#session-end')
  if (!dialog || typeof dialog.showModal !== 'function') return
  const idle = Number(dialog.dataset.idleSeconds) * 1000
  const button = dialog.querySelector<HTMLButtonElement>('[data-stay]')
  let ended = false
  markSeen()

  const timer = setInterval(check, 5_000)
  document.addEventListener('visibilitychange', check)
  button?.addEventListener('click', () => void (ended ? dialog.close() : stay(dialog)))

  function check(): void {
    if (!dialog || ended) return
    const rest = lastSeen() + idle - Date.now()
    if (rest <= 0) return end()
    if (rest <= warnBefore && !dialog.open) dialog.showModal()
    if (rest > warnBefore && dialog.open) dialog.close()
  }

  function end(): void {
    if (!dialog) return
    ended = true
    clearInterval(timer)
    say(dialog, 'h2', dialog.dataset.endedTitle)
    say(dialog, 'p', dialog.dataset.endedText)
    say(dialog, '[data-stay]', dialog.dataset.endedButton)
    if (!dialog.open) dialog.showModal()
  }

  async function stay(open: HTMLDialogElement): Promise<void> {
    if (await extend(open.dataset.csrf ?? '')) {
      markSeen()
      open.close()
    } else end()
  }
}

async function extend(token: string): Promise<boolean> {
  try {
    const answer = await fetch('/session/extension', {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ _csrf: token }),
      credentials: 'same-origin',
      redirect: 'manual',
    })
    return answer.ok
  } catch {
    return false
  }
}

function say(dialog: HTMLElement, selector: string, text = ''): void {
  const element = dialog.querySelector(selector)
  if (element) element.textContent = text
}

let ownSeenAt = 0

// Storage may be closed (private windows): then each tab counts for itself.
function markSeen(): void {
  ownSeenAt = Date.now()
  try {
    localStorage.setItem(seenKey, String(ownSeenAt))
  } catch {}
}

function lastSeen(): number {
  try {
    return Math.max(ownSeenAt, Number(localStorage.getItem(seenKey)))
  } catch {
    return ownSeenAt
  }
}
