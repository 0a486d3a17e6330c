/** Sends each photo at once, so that a bad one never costs the text. Without scripts the plain file input sends them with the form. */
import { type PhotoItem, photoItem, showFailure, showPhoto } from './parts/photo-item'
import { send } from './parts/send'

type Uploaded = { id: string; thumbnail: string }

for (const group of Array.from(document.querySelectorAll<HTMLElement>('[data-photos-url]'))) watch(group)

function watch(group: HTMLElement): void {
  const input = group.querySelector<HTMLInputElement>('input[type=file]')
  const list = group.querySelector<HTMLUListElement>('[data-photos-list]')
  const status = group.querySelector<HTMLElement>('[data-photos-status]')
  const form = group.closest('form')
  if (!input || !list || !status || !form) return
  const url = group.dataset.photosUrl ?? ''
  const text = (name: string) => group.dataset[name] ?? ''

  input.addEventListener('change', () => void sendAll(Array.from(input.files ?? [])))
  list.addEventListener('click', event => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[name=remove_photo]')
    if (!button) return
    event.preventDefault()
    void remove(button)
  })

  async function sendAll(files: File[]): Promise<void> {
    if (!input) return
    // Emptied, so that the form does not send them a second time.
    input.value = ''
    for (const file of files) await sendOne(file)
  }

  async function sendOne(file: File): Promise<void> {
    if (!list || !status) return
    const item = photoItem(list, file.name, text('sending'))
    const problem = problemOf(file)
    if (problem) return fail(item, problem)
    status.textContent = `${text('sending')} ${file.name}`
    const answer = await send(url, fields(file), share => item.progress(share))
    // A sign-in page may answer instead, with 200 and no photo.
    if (isUploaded(answer.body)) arrived(item, answer.body)
    else fail(item, answer.message || text(answer.status === 413 ? 'tooLarge' : 'failed'))
  }

  function problemOf(file: File): string {
    const sent = list?.querySelectorAll('[data-photo]').length ?? 0
    if (sent >= Number(group.dataset.photosMax)) return text('tooMany')
    if (file.type && !['image/jpeg', 'image/png', 'image/webp'].includes(file.type)) return text('wrongKind')
    return file.size > Number(group.dataset.photosBytes) ? text('tooLarge') : ''
  }

  function arrived(item: PhotoItem, photo: Uploaded): void {
    showPhoto(item, photo, text('remove'))
    if (status) status.textContent = text('sent')
  }

  function fail(item: PhotoItem, message: string): void {
    showFailure(item, message, text('retry'))
    if (status) status.textContent = message
  }

  async function remove(button: HTMLButtonElement): Promise<void> {
    const answer = await send(`${url}/${encodeURIComponent(button.value)}/removal`, new URLSearchParams(tokens()))
    const gone = (answer.status >= 200 && answer.status < 300) || answer.status === 404
    if (status) status.textContent = gone ? text('removed') : answer.message || text('failed')
    if (!gone) return
    button.closest('li')?.remove()
    if (list) list.hidden = list.children.length === 0
    input?.focus()
  }

  function tokens(): Record<string, string> {
    const names = ['_csrf', 'submission_key']
    const value = (name: string) => form?.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value
    return Object.fromEntries(names.map(name => [name, value(name) ?? '']).filter(([, found]) => found))
  }

  // The token first: the server refuses before it reads the file.
  function fields(file: File): FormData {
    const data = new FormData()
    for (const [name, value] of Object.entries(tokens())) data.append(name, value)
    data.append(input?.name ?? 'photos', file)
    return data
  }
}

function isUploaded(body: unknown): body is Uploaded {
  return typeof (body as Uploaded | undefined)?.id === 'string'
}
