/** A complaint or request to Cleaning, Greenery, Lighting or the Crews: what it adds to a service request. */
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import type { RequestKind } from '../requests/kind.js'
import { complaintMoves, outcomes } from './moves.js'
import { isOutside, placeLine } from './place.js'

export function complaintKind({ config }: Pick<Portal, 'config'>): RequestKind {
  return {
    kind: 'complaint',
    channel: 'complaint',
    firstStatus: 'submitted',
    moves: complaintMoves,
    outcomes,
    check: (_service, answers): Record<string, TextKey> =>
      Boolean(answers.lat) === Boolean(answers.lng) ? {} : { lat: 'complaints.place.halfPoint' },
    warnings: (_service, answers) => (isOutside(config.municipality, answers) ? ['complaints.place.outside'] : []),
    isUrgent: (subcategories, answers) => subcategories.find(one => one.value === answers.subcategory)?.urgent ?? false,
    headline: (subcategories, answers) => ({
      what: subcategories.find(one => one.value === answers.subcategory)?.label ?? null,
      where: placeLine(answers),
    }),
  }
}
