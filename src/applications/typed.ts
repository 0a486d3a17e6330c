/** What a form of an application has brought, before anything is said of its values. */
import type { FormField, Service } from '../catalogue/definition.js'
import { cutText } from '../fields/text.js'
import { deliveryFields } from '../parcels/delivery.js'
import type { Answers } from '../requests/kind.js'
import { wayField } from './papers.js'

const mostKept = 10_000

type Body = Record<string, unknown>

const namesOf = ({ fields }: Pick<Service, 'fields'>): string[] => [
  ...fields.map(field => (field.type === 'file' ? wayField(field.key) : field.key)),
  ...deliveryFields,
]

/**
 * What is to be kept, empty and wrong values too. `onForm`: the fields that the form showed; an unticked box is one that did
 * not come.
 */
export function typedOf(service: Pick<Service, 'fields'>, body: Body, onForm: readonly FormField[]): Answers {
  const unticked = onForm.filter(field => field.type === 'checkbox' && !(field.key in body)).map(field => [field.key, ''] as const)
  const typed = namesOf(service)
    .map(name => [name, body[name]] as const)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([name, value]) => [name, cutText(value, mostKept)] as const)
  return Object.fromEntries([...unticked, ...typed])
}

/** Anything of the form itself, beside keys and buttons. */
export function bringsAnswers(service: Pick<Service, 'fields'>, body: Body): boolean {
  return namesOf(service).some(name => name in body)
}
