/** What a form of a request has brought, before anything is said of its values. */
import type { Response } from 'express'
import { actorOf } from '../access/require.js'
import type { Service } from '../catalogue/definition.js'
import { cutText } from '../fields/text.js'
import { isUuid } from './addresses.js'
import type { Answers } from './kind.js'

const mostKept = 10_000

export function takesPhotos(res: Response, service: Service): boolean {
  return actorOf(res).kind === 'citizen' && service.fields.some(field => field.type === 'file')
}

export function subcategoryOf(service: Service, value: unknown): string | undefined {
  return service.subcategories?.find(one => one.value === value)?.value
}

export function hasAnswers(service: Service, body: Record<string, unknown>): boolean {
  return service.fields.some(field => field.key in body)
}

/** The first page sends the choice alone. */
export function isOnlyChoice(service: Service, body: Record<string, unknown>): boolean {
  if (!service.subcategories?.length || body.confirmed === 'yes') return false
  return !service.fields.some(field => field.key !== 'subcategory' && field.type !== 'file' && field.key in body)
}

/** What was typed for this service, wrong values too, to be kept in a draft: text, and no more of it than a form may hold. */
export function answersTyped(service: Service, body: Record<string, unknown>): Answers {
  const typed = service.fields.map(field => [field.key, body[field.key]] as const)
  return Object.fromEntries(
    typed
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
      .map(([key, value]) => [key, cutText(value, mostKept)]),
  )
}

export function keyOf(body: Record<string, unknown>): string | undefined {
  return isUuid(body.submission_key) ? body.submission_key.toLowerCase() : undefined
}
