/** The catalogue as YAML files. An editor's mistake becomes a sentence that names file, place and fix. */
import type { z } from 'zod'
import { type TextKey, translate } from '../i18n/index.js'
import { type Part, type Parts, partSchemas, parts } from './definition.js'

export class CatalogueProblem extends Error {
  constructor(readonly sentences: string[]) {
    super(sentences.join('\n'))
  }
}

const t = translate('el')

/** `services.yaml` holds `services`; a file of another name holds nothing that is known. */
export function partOf(file: string): Part {
  const name = file.split('/').at(-1) ?? ''
  const part = parts.find(known => name === `${known}.yaml` || name === `${known}.yml`)
  if (!part) throw new CatalogueProblem([t('catalogue.files.name', { file: name, names: parts.map(known => `${known}.yaml`).join(', ') })])
  return part
}

/** `yaml` is the text of one file. Throws CatalogueProblem. */
export async function readPart<P extends Part>(part: P, yaml: string): Promise<Parts[P]> {
  const { parseDocument } = await import('yaml') // only those who read files need it
  const document = parseDocument(yaml, { uniqueKeys: true })
  const [broken] = document.errors
  if (broken)
    throw new CatalogueProblem([t('catalogue.files.yaml', { file: `${part}.yaml`, problem: broken.message.split('\n')[0] ?? '' })])
  return checkShape(part, document.toJS())
}

/** Also puts the keys of each thing in their usual order. */
export function checkShape<P extends Part>(part: P, given: unknown): Parts[P] {
  const parsed = partSchemas[part].safeParse(given)
  if (parsed.success) return parsed.data as Parts[P]
  throw new CatalogueProblem(parsed.error.issues.map(issue => sentence(part, given, issue)))
}

function sentence(part: Part, given: unknown, issue: z.core.$ZodIssue): string {
  const place = placeOf(part, given, issue.path)
  if (issue.code === 'unrecognized_keys') return t('catalogue.files.unknown', { place, keys: issue.keys.join(', ') })
  if (valueAt(given, issue.path) === undefined) return t('catalogue.files.missing', { place })
  if (issue.code === 'invalid_value') return t('catalogue.files.oneOf', { place, values: issue.values.map(String).join(', ') })
  if (issue.code === 'too_small') return t('catalogue.files.empty', { place })
  return t(`catalogue.files.${formOf(issue)}` as TextKey, { place, value: String(valueAt(given, issue.path)).slice(0, 60) })
}

function formOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected === 'string' ? 'text' : 'kind'
  return issue.code === 'invalid_format' && (issue.format === 'url' || issue.format === 'email') ? issue.format : 'form'
}

function valueAt(given: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], given)
}

/** `services.yaml, pistopoiitiko-gennisis, fields.subject.label.en`: things by their names, not by their place in a list. */
function placeOf(part: Part, given: unknown, path: PropertyKey[]): string {
  const numberOf = (step: PropertyKey) => String(typeof step === 'number' ? step + 1 : step)
  const steps = path.map((step, index) => nameOf(valueAt(given, path.slice(0, index + 1))) ?? numberOf(step))
  const [thing, ...rest] = typeof path[0] === 'number' ? steps : ['', ...steps]
  return [`${part}.yaml`, thing, rest.join('.')].filter(Boolean).join(', ')
}

function nameOf(value: unknown): string | undefined {
  if (!value || typeof value !== 'object') return undefined
  const { slug, key, value: choice, id } = value as Record<string, unknown>
  const name = slug ?? key ?? choice ?? id
  return typeof name === 'string' ? name : undefined
}

export async function writePart<P extends Part>(part: P, content: Parts[P]): Promise<string> {
  const { stringify } = await import('yaml')
  return stringify(checkShape(part, content), { lineWidth: 0, aliasDuplicateObjects: false })
}
