/** Texts in Greek and English. One file an area; a key is `area.path.to.text`. */
import { readFileSync } from 'node:fs'
import i18next, { type i18n } from 'i18next'
import { codePath } from '../paths.js'
import type accessLog from './el/access-log.json'
import type accounts from './el/accounts.json'
import type applications from './el/applications.json'
import type appointments from './el/appointments.json'
import type attachments from './el/attachments.json'
import type catalogue from './el/catalogue.json'
import type claims from './el/claims.json'
import type common from './el/common.json'
import type complaints from './el/complaints.json'
import type decisions from './el/decisions.json'
import type desk from './el/desk.json'
import type duty from './el/duty.json'
import type errors from './el/errors.json'
import type fields from './el/fields.json'
import type holidays from './el/holidays.json'
import type mail from './el/mail.json'
import type ownApplications from './el/own-applications.json'
import type pages from './el/pages.json'
import type papers from './el/papers.json'
import type parcels from './el/parcels.json'
import type pending from './el/pending.json'
import type requests from './el/requests.json'
import type revocation from './el/revocation.json'
import type secondFactor from './el/second-factor.json'
import type slip from './el/slip.json'
import type staff from './el/staff.json'
import type trail from './el/trail.json'
import type verification from './el/verification.json'

type Texts = {
  'access-log': typeof accessLog
  accounts: typeof accounts
  applications: typeof applications
  appointments: typeof appointments
  attachments: typeof attachments
  catalogue: typeof catalogue
  claims: typeof claims
  common: typeof common
  complaints: typeof complaints
  decisions: typeof decisions
  desk: typeof desk
  duty: typeof duty
  errors: typeof errors
  fields: typeof fields
  holidays: typeof holidays
  mail: typeof mail
  'own-applications': typeof ownApplications
  pages: typeof pages
  papers: typeof papers
  parcels: typeof parcels
  pending: typeof pending
  requests: typeof requests
  'second-factor': typeof secondFactor
  revocation: typeof revocation
  slip: typeof slip
  staff: typeof staff
  trail: typeof trail
  verification: typeof verification
}

type Leaves<T, Path extends string = ''> = T extends string
  ? Path extends `${infer Base}_one` | `${infer Base}_other`
    ? Base
    : Path
  : { [K in keyof T & string]: Leaves<T[K], Path extends '' ? K : `${Path}.${K}`> }[keyof T & string]

/** Every text there is, by its key: a wrong key is a type error. */
export type TextKey = Leaves<Texts>

export const languages = ['el', 'en'] as const
export type Language = (typeof languages)[number]

/** A text of the catalogue: data, in both languages. */
export type Bilingual = { el: string; en: string }

export type Translate = (key: TextKey, values?: Record<string, string | number>) => string

const areas = [
  'access-log',
  'accounts',
  'applications',
  'appointments',
  'attachments',
  'catalogue',
  'claims',
  'common',
  'complaints',
  'decisions',
  'desk',
  'duty',
  'errors',
  'fields',
  'holidays',
  'mail',
  'own-applications',
  'pages',
  'papers',
  'parcels',
  'pending',
  'requests',
  'second-factor',
  'revocation',
  'slip',
  'staff',
  'trail',
  'verification',
] as const

function texts(language: Language): Record<string, unknown> {
  const read = (area: string) => JSON.parse(readFileSync(codePath(`i18n/${language}/${area}.json`), 'utf8'))
  return Object.fromEntries(areas.map(area => [area, read(area)]))
}

/** `area.a.b` → text, so that a text without values costs one look-up. */
export function flatten(tree: Record<string, unknown>, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([name, value]): [string, string][] => {
      const key = path ? `${path}.${name}` : name
      return typeof value === 'string' ? [[key, value]] : [...flatten(value as Record<string, unknown>, key)]
    }),
  )
}

const trees = { el: texts('el'), en: texts('en') }
export const flat: Record<Language, Map<string, string>> = { el: flatten(trees.el), en: flatten(trees.en) }

const instance: i18n = i18next.createInstance()
void instance.init({
  initAsync: false,
  resources: { el: { translation: trees.el }, en: { translation: trees.en } },
  lng: 'el',
  fallbackLng: false,
  interpolation: { escapeValue: false }, // the views escape
  showSupportNotice: false,
})

type Values = Record<string, string | number>

const mostPlurals = 5000

/** i18next chooses the plural; its choice for a text and a number never changes, so it is asked once. */
function translator(language: Language): Translate {
  const fixed = instance.getFixedT(language)
  const chosen = new Map<string, string>()
  const plural = (key: TextKey, values: Values) => {
    const name = `${key} ${values.count}`
    const known = chosen.get(name) ?? fixed(key, { count: Number(values.count), skipInterpolation: true })
    if (chosen.size < mostPlurals) chosen.set(name, known)
    return fill(known, values)
  }
  return (key, values) => {
    const text = flat[language].get(key)
    if (text === undefined) return values ? plural(key, values) : key
    return values ? fill(text, values) : text
  }
}

/** A text that no number changes needs no more than this: lists say it once a row, and i18next takes many times as long. */
function fill(text: string, values: Values): string {
  return text.replace(/{{(\w+)}}/g, (_all, name: string) => String(values[name] ?? ''))
}

const translators: Record<Language, Translate> = { el: translator('el'), en: translator('en') }

export function translate(language: Language): Translate {
  return translators[language]
}

/** True where a value is the key of a text, and not a finished sentence. */
export function isTextKey(value: string): value is TextKey {
  return flat.el.has(value)
}

export function isLanguage(value: unknown): value is Language {
  return value === 'el' || value === 'en'
}
