/** Where a paper goes: what the form says of it, and what is told beforehand. */
import * as z from 'zod'
import { showPostalCode } from '../fields/postal-code.js'
import * as field from '../fields/schemas.js'
import type { TextKey, Translate } from '../i18n/index.js'
import type { Municipality } from '../municipality.js'
import { parseForm } from '../web/forms.js'
import type { ViewData } from '../web/views.js'
import { showPostage } from './postage.js'

export type Address = { street: string; streetNumber: string; postalCode: string; area: string }
export type Delivery = { how: 'collect' } | { how: 'post'; to: Address }

type Typed = Record<string, unknown>
type Problems = Record<string, TextKey>

const addressForm = z.object({
  delivery_street: field.line(100),
  delivery_number: field.streetNumber,
  delivery_postal_code: field.postalCode,
  delivery_area: field.line(100),
})
export const deliveryFields = ['delivery_to', ...Object.keys(addressForm.shape)] as readonly string[]

/** «Συμπληρώστε το πεδίο» says too little among four fields. */
const missing: Record<string, TextKey> = { delivery_street: 'parcels.missing.street', delivery_area: 'parcels.missing.area' }

/** An address typed into the four fields, clean; or what is wrong with it, by field. */
export function readAddress(typed: Typed): { to: Address | undefined; problems: Problems } {
  const parsed = parseForm(addressForm, typed)
  if (!parsed.ok) {
    const named = Object.entries(parsed.form.errors).map(([name, problem]) => [
      name,
      problem === 'fields.text.required' ? (missing[name] ?? problem) : problem,
    ])
    return { to: undefined, problems: Object.fromEntries(named) }
  }
  const { delivery_street: street, delivery_number: streetNumber, delivery_postal_code: postalCode, delivery_area: area } = parsed.data
  return { to: { street, streetNumber, postalCode, area }, problems: {} }
}

/**
 * What a form says of the delivery. `answers`: clean; undefined where this form does not ask how, or how is still wrong.
 * `postTo`: the address of the account. A form that says nothing of the address means that one.
 */
export function readDelivery(
  answers: Record<string, string>,
  typed: Typed,
  postTo: Address | undefined,
): { delivery: Delivery | undefined; problems: Problems } {
  if (answers.delivery === 'counter') return { delivery: { how: 'collect' }, problems: {} }
  if (answers.delivery !== 'post') return { delivery: undefined, problems: {} }
  const { to, problems } = readPostTo(typed, postTo)
  return { delivery: to && { how: 'post', to }, problems }
}

/** The account's address or another one, as chosen by `delivery_to`. */
export function readPostTo(typed: Typed, postTo: Address | undefined): { to: Address | undefined; problems: Problems } {
  const choice = typed.delivery_to ?? ''
  if (choice === 'other' || !postTo) return readAddress(typed)
  if (choice === '' || choice === 'profile') return { to: postTo, problems: {} }
  return { to: undefined, problems: { delivery_to: 'parcels.missing.to' } }
}

type Row = Record<
  `${'street' | 'streetNumber' | 'postalCode' | 'area'}` | `delivery${'Street' | 'Number' | 'PostalCode' | 'Area'}`,
  string | null
>

/** Where post for an account goes: its delivery address, or else where they live. */
export function postAddressOf(row: Row): Address | undefined {
  const delivery = addressOf(row.deliveryStreet, row.deliveryNumber, row.deliveryPostalCode, row.deliveryArea)
  return delivery ?? addressOf(row.street, row.streetNumber, row.postalCode, row.area)
}

function addressOf(...[street, streetNumber, postalCode, area]: (string | null)[]): Address | undefined {
  return street && streetNumber && postalCode && area ? { street, streetNumber, postalCode, area } : undefined
}

/** `Ξάνθου 12, 132 31 Πετρούπολη` */
export function showAddress({ street, streetNumber, postalCode, area }: Address): string {
  return `${street} ${streetNumber}, ${showPostalCode(postalCode)} ${area}`
}

/** `own`: the address is that of the reader's account. */
type DeliveryShown = { price: string; address: string | undefined; own: boolean }

/** What `parcels/delivery-fields` draws. */
export function deliveryShown(base: ViewData, postTo: Address | undefined, free = false): DeliveryShown {
  const { post } = base.municipality as Municipality
  return {
    price: showPostage(base.t as Translate, post, base.lang as 'el' | 'en', free),
    address: postTo && showAddress(postTo),
    own: true,
  }
}
