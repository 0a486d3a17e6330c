export type PhotoItem = { element: HTMLLIElement; name: string; progress(share: number): void }

/** A new entry of the list, with the file's name and a bar that fills. */
export function photoItem(list: HTMLUListElement, name: string, label: string): PhotoItem {
  const element = document.createElement('li')
  const bar = document.createElement('progress')
  bar.setAttribute('aria-label', `${label} ${name}`)
  bar.max = 1
  element.append(paragraph(name), bar)
  list.append(element)
  list.hidden = false
  return {
    element,
    name,
    progress: share => {
      bar.value = share
    },
  }
}

export function showPhoto(item: PhotoItem, photo: { id: string; thumbnail: string }, remove: string): void {
  const image = document.createElement('img')
  image.src = photo.thumbnail
  image.alt = item.name
  const button = smallButton(remove, item.name)
  button.name = 'remove_photo'
  button.value = photo.id
  item.element.dataset.photo = photo.id
  item.element.replaceChildren(image, paragraph(item.name), button)
}

export function showFailure(item: PhotoItem, message: string, dismiss: string): void {
  const button = smallButton(dismiss, item.name)
  button.addEventListener('click', () => {
    const list = item.element.parentElement
    item.element.remove()
    if (list) list.hidden = list.children.length === 0
  })
  item.element.classList.add('photos__error')
  item.element.replaceChildren(paragraph(item.name), paragraph(message), button)
}

function paragraph(text: string): HTMLParagraphElement {
  const element = document.createElement('p')
  element.textContent = text
  return element
}

function smallButton(text: string, what: string): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'govuk-button govuk-button--secondary'
  const hidden = document.createElement('span')
  hidden.className = 'govuk-visually-hidden'
  hidden.textContent = `: ${what}`
  button.append(text, hidden)
  return button
}
