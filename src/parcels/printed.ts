/** What stands on the papers of a parcel. */
import { showPostalCode } from '../fields/postal-code.js'
import type { Bilingual, Language } from '../i18n/index.js'
import type { Address } from './delivery.js'

export type Printed = Address & {
  recipient: string
  /** Of the request. */
  number: string
  title: Bilingual
  department: Bilingual
  protocol: { number: number; on: string } | null
  language: Language
  free: boolean
}

/** As it stands on an envelope. */
export function linesOf({ recipient, street, streetNumber, postalCode, area }: Address & { recipient: string }): string[] {
  return [recipient, `${street} ${streetNumber}`, `${showPostalCode(postalCode)} ${area}`]
}
