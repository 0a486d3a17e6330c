import * as z from 'zod'
import type { Catalogue } from '../catalogue/catalogue.js'
import * as field from '../fields/schemas.js'
import { seenVersion } from '../web/forms.js'
import { templateMoves, unknownFields } from './template.js'

const longest = 3000
const body = field.lines(longest).refine(text => unknownFields(text).length === 0, 'decisions.template.unknownField')

export function templateForm(catalogue: Catalogue) {
  return z.strictObject({
    version: seenVersion,
    move: z.enum(templateMoves, { error: 'decisions.template.move' }),
    service: field.optional(z.string().refine(slug => catalogue.service(slug) !== undefined, 'decisions.template.service')),
    department: field.optional(z.string().refine(slug => catalogue.department(slug) !== undefined, 'decisions.template.department')),
    title_el: field.line(80),
    title_en: field.line(80),
    body_el: body,
    body_en: body,
  })
}
export type TemplateForm = z.output<ReturnType<typeof templateForm>>
