/** The map, loaded only after a click: a press, a drag, or arrow keys and a button set the point. */
import { control, map as createMap, divIcon, type Map as LeafletMap, type Marker, marker, tileLayer } from 'leaflet'
import type { Place, Point } from './parts/place'

export function openMap(place: Place): void {
  const element = place.group.querySelector<HTMLElement>('[data-place-map]')
  if (!element) return
  element.setAttribute('role', 'application')
  element.setAttribute('aria-label', place.text('mapName'))
  const map = createMap(element, { zoomControl: false, scrollWheelZoom: false })
  control.zoom({ zoomInTitle: place.text('zoomIn'), zoomOutTitle: place.text('zoomOut') }).addTo(map)
  map.attributionControl.setPrefix(false)
  tileLayer(place.text('tiles'), { attribution: place.text('attribution'), maxZoom: 19, referrerPolicy: 'no-referrer' }).addTo(map)
  map.setView(place.point() ?? { lat: place.number('lat'), lng: place.number('lng') }, place.number('zoom'))
  keepPin(map, place)
}

function keepPin(map: LeafletMap, place: Place): void {
  const choose = (point: Point) => place.set({ lat: point.lat, lng: point.lng }, place.text('chosen'))
  let pin: Marker | undefined
  const draw = (point: Point | undefined) => {
    if (!point) {
      pin?.remove()
      pin = undefined
      return
    }
    pin ??= newPin(point, place.text('pinName'), choose).addTo(map)
    pin.setLatLng(point)
    if (!map.getBounds().contains(point)) map.setView(point)
  }
  draw(place.point())
  place.onChange(draw)
  map.on('click', event => choose(event.latlng))
  place.group.querySelector('[data-place-centre]')?.addEventListener('click', () => choose(map.getCenter()))
}

function newPin(point: Point, name: string, choose: (point: Point) => void): Marker {
  const icon = divIcon({ className: 'place-pin', iconSize: [32, 32], iconAnchor: [16, 32] })
  const pin = marker(point, { draggable: true, autoPan: true, icon, title: name, alt: name })
  return pin.on('dragend', () => choose(pin.getLatLng()))
}
