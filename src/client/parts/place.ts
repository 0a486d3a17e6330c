export type Point = { lat: number; lng: number }

/** The part of a form that says where: two hidden fields, a sentence, and what the page knows of the town. */
export type Place = {
  group: HTMLElement
  text(name: string): string
  number(name: string): number
  say(message: string, warn?: boolean): void
  point(): Point | undefined
  set(point: Point | undefined, message: string): void
  onChange(listener: (point: Point | undefined) => void): void
}

export function placeOf(group: HTMLElement): Place {
  const field = (name: string) => group.querySelector<HTMLInputElement>(`input[name="${name}"]`)
  const said = group.querySelector<HTMLElement>('[data-place-said]')
  const listeners: ((point: Point | undefined) => void)[] = []
  const place: Place = {
    group,
    text: name => group.dataset[name] ?? '',
    number: name => Number(group.dataset[name]),
    say(message, warn = false) {
      if (!said) return
      said.textContent = message
      said.classList.toggle('place-said--warn', warn)
    },
    point() {
      const [lat, lng] = [field('lat')?.value, field('lng')?.value]
      return lat && lng ? { lat: Number(lat), lng: Number(lng) } : undefined
    },
    set(point, message) {
      write(field('lat'), point?.lat)
      write(field('lng'), point?.lng)
      const outside = point !== undefined && isOutside(place, point)
      place.say(outside ? place.text('outside') : message, outside)
      for (const listener of listeners) listener(point)
    },
    onChange: listener => void listeners.push(listener),
  }
  return place
}

function write(field: HTMLInputElement | null, value: number | undefined): void {
  if (field) field.value = value === undefined ? '' : value.toFixed(6)
}

function isOutside(place: Place, { lat, lng }: Point): boolean {
  const within = lat >= place.number('south') && lat <= place.number('north') && lng >= place.number('west') && lng <= place.number('east')
  return !within
}
