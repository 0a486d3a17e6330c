/** Ready texts on the page of a case: which fit, and what stands in the fields before anything is typed. */
import type { Staff } from '../access/actor.js'
import type { Department } from '../catalogue/definition.js'
import { showPhone } from '../fields/phone.js'
import { showDate } from '../i18n/dates.js'
import type { Language } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { fillTemplate, listFitting, type Template, type TemplateValues } from '../templates/template.js'
import type { DeskRequest } from './desk-store.js'
import { showNumber } from './number.js'
import { showProtocol } from './protocol.js'

type Values = Record<string, string>
export type ReadyTexts = {
  /** By move, and `challenge`: to choose from. */
  choices: Record<string, { title: Template['title']; href: string; chosen: boolean }[]>
  /** By move: what stands in its fields. */
  values: Record<string, Values>
}

/** The first that fits stands ready in what must not be forgotten. */
const standsReady = new Set(['challenge', 'delay'])

/** `chosen`: id of a text that the clerk has picked. It is filled in in the citizen's language, as the letter goes out. */
export async function readyTexts(
  { pool, config }: Portal,
  request: DeskRequest,
  department: Department | undefined,
  clerk: Staff,
  chosen: string | undefined,
): Promise<ReadyTexts> {
  const all = await listFitting(pool, request.service, request.department)
  const filled = valuesFor(request, department, clerk, config.municipality)
  const texts: ReadyTexts = { choices: {}, values: {} }
  for (const one of all) {
    const { form, field } = whereOf(one.move)
    const choices = texts.choices[one.move] ?? []
    texts.choices[one.move] = choices
    choices.push({ title: one.title, href: `/desk/requests/${request.number}?text=${one.id}#${form}`, chosen: one.id === chosen })
    const ready = one.id === chosen || (standsReady.has(one.move) && choices.length === 1)
    if (ready) texts.values[form] = { ...texts.values[form], [field]: fillTemplate(one.body[request.language], filled) }
  }
  return texts
}

/** The move whose form has it, and in which field. */
export function whereOf(move: string): { form: string; field: 'text' | 'challenge' } {
  return move === 'challenge' ? { form: 'reject', field: 'challenge' } : { form: move, field: 'text' }
}

type Town = { hours: Record<Language, string>; phones: string[] }

function valuesFor(request: DeskRequest, department: Department | undefined, clerk: Staff, town: Town): TemplateValues {
  const { language } = request
  const phone = department?.phones[0] ?? town.phones[0]
  return {
    name: request.name ?? '',
    protocol: request.protocol ? showProtocol(request.protocol) : showNumber(request.number),
    number: showNumber(request.number),
    service: request.title[language],
    department: department?.name[language] ?? '',
    hours: department?.hours?.[language] ?? town.hours[language],
    phone: phone ? showPhone(phone) : '',
    due: request.dueOn ? showDate(request.dueOn) : '',
    clerk: clerk.name,
  }
}
