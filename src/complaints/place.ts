/** Where it is: the street's words are enough; a point on the map is an extra, and never a reason to refuse. */
import type { Municipality } from '../municipality.js'
import type { Answers } from '../requests/kind.js'

export function isOutside({ map }: Municipality, answers: Answers): boolean {
  if (!answers.lat || !answers.lng) return false
  const lat = Number(answers.lat)
  const lng = Number(answers.lng)
  const { south, north, west, east } = map.box
  return lat < south || lat > north || lng < west || lng > east
}

/** «Ξάνθου 12, 132 31 (απέναντι από το σχολείο)» without what was not given. */
export function placeLine(answers: Answers): string {
  return [[answers.street, answers.street_number].filter(Boolean).join(' '), answers.postal_code].filter(Boolean).join(', ')
}
