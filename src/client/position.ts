/** «Use my position» and the button that opens the map. The street is the full equal of both. */
import { type Place, placeOf } from './parts/place'

const group = document.querySelector<HTMLElement>('#place')
if (group) enhance(placeOf(group))

function enhance(place: Place): void {
  const find = <E extends HTMLElement>(name: string) => place.group.querySelector<E>(`[data-place-${name}]`)
  const clear = find('clear')
  show(find('tools'))
  place.onChange(point => {
    if (clear) clear.hidden = !point
  })
  if (clear) clear.hidden = !place.point()
  clear?.addEventListener('click', () => place.set(undefined, place.text('cleared')))

  const locate = find('locate')
  if (locate) locate.hidden = !('geolocation' in navigator)
  locate?.addEventListener('click', () => ask(place))

  const open = find<HTMLButtonElement>('open')
  open?.addEventListener('click', () => toggleMap(place, open, find('box')))
}

function show(element: HTMLElement | null): void {
  if (element) element.hidden = false
}

function ask(place: Place): void {
  place.say(place.text('asking'))
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => place.set({ lat: coords.latitude, lng: coords.longitude }, place.text('found')),
    () => place.say(place.text('refused'), true),
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
  )
}

type MapScript = { openMap(place: Place): void }
let loaded: Promise<MapScript> | undefined

function toggleMap(place: Place, button: HTMLButtonElement, box: HTMLElement | null): void {
  if (!box) return
  box.hidden = !box.hidden
  button.setAttribute('aria-expanded', String(!box.hidden))
  if (box.hidden || loaded) return
  addStyle(place.text('mapStyle'))
  const address = place.text('mapScript')
  loaded = import(/* a file of its own, asked for only now */ address) as Promise<MapScript>
  loaded.then(
    script => script.openMap(place),
    () => {
      loaded = undefined
      box.hidden = true
      button.setAttribute('aria-expanded', 'false')
      place.say(place.text('mapFailed'), true)
    },
  )
}

function addStyle(address: string): void {
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = address
  document.head.append(link)
}
