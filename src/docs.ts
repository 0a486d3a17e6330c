/** `npm run docs`: the pages of the handbook that are made from the code. A test holds the files against it. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { capabilities } from './access/capabilities.js'
import { registrationForm } from './accounts/forms.js'
import { flat } from './i18n/index.js'
import { rootPath } from './paths.js'
import { parseForm } from './web/forms.js'

const who = ['visitor', 'level-a', 'level-b', 'clerk', 'registrar', 'supervisor', 'finance', 'editor', 'administrator', 'auditor'] as const

const table = (head: readonly string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

export function rolesPage(): string {
  const rows = Object.entries(capabilities).map(([name, allowed]: [string, readonly string[]]) => [
    `\`${name}\``,
    ...who.map(one => (allowed.includes(one) ? 'yes' : '–')),
  ])
  return `# Who may do what

Made from \`src/access/capabilities.ts\` by \`npm run docs\`. Every address of the portal names one line of this table.

${table(['', ...who], rows)}

A capability never says *whose* thing it is. That stands in each statement of the database: a citizen reaches only their own
requests, drafts, photos and letters; a clerk or supervisor only the requests of their own departments. Somebody else's thing is
answered exactly as one that does not exist.

Rights are read from the database at each request. Suspending a person, changing a role or the last day of a contract counts at once.
`
}

/** The name in the form, and the area of `fields.json` whose sentences refuse a wrong value. */
const registrationFields: [name: string, kind: string][] = [
  ['username', 'username'],
  ['password', 'password'],
  ['password_confirm', 'password'],
  ['email', 'email'],
  ['surname', 'name'],
  ['first_name', 'name'],
  ['privacy_read', 'checkbox'],
  ['wants_level_b', 'checkbox'],
  ['father_name', 'name'],
  ['mother_name', 'name'],
  ['birth_date', 'date'],
  ['identity_kind', 'identity'],
  ['identity_number', 'identity'],
  ['identity_issuer', 'text'],
  ['identity_issued', 'date'],
  ['identity_expires', 'date'],
  ['afm', 'afm'],
  ['tax_office', 'text'],
  ['tax_office_other', 'text'],
  ['street', 'text'],
  ['street_number', 'streetNumber'],
  ['postal_code', 'postalCode'],
  ['area', 'text'],
  ['phone', 'phone'],
  ['mobile', 'phone'],
  ['delivery_street', 'text'],
  ['delivery_number', 'streetNumber'],
  ['delivery_postal_code', 'postalCode'],
  ['delivery_area', 'text'],
]

const kinds = [...new Set([...registrationFields.map(([, kind]) => kind), 'amka', 'latitude', 'longitude'])]

function refusedWhenEmpty(body: Record<string, string>): Set<string> {
  const parsed = parseForm(registrationForm(body), body)
  return new Set(parsed.ok ? [] : Object.keys(parsed.form.errors))
}

export function fieldsPage(): string {
  const always = refusedWhenEmpty({})
  const wished = refusedWhenEmpty({ wants_level_b: 'yes' })
  const rows = registrationFields.map(([name, kind]) => [
    `\`${name}\``,
    `[${kind}](#${kind.toLowerCase()})`,
    always.has(name) ? 'needed' : 'may be empty',
    wished.has(name) ? 'needed' : 'may be empty',
  ])
  return `# What fields may hold

Made from the schemas by \`npm run docs\`. Every value is checked on the server; the browser's own checks are a convenience.

## Registration

${table(['Field', 'Kind', 'Level A', 'with the wish for Level B'], rows)}

Rules that join fields:

- \`identity_expires\` is needed for a passport and lies in the future; an identity card may have none. It is later than \`identity_issued\`.
- One of \`phone\` and \`mobile\` is enough. \`phone\` takes landlines, \`mobile\` takes mobiles.
- \`father_name\` and \`mother_name\` may be empty where \`father_name_none\` or \`mother_name_none\` says that the papers have none.
- \`tax_office_other\` is needed where \`tax_office\` is \`other\`.
- The delivery address is empty in whole, meaning the residence, or complete.
- \`password_confirm\` equals \`password\`. A field that the form does not have, or one sent twice, is refused.

## Services

The fields of a service are those of its definition in the catalogue. Their types use the same kinds; \`text\` takes one line of up to 200
characters, \`textarea\` up to 4000, \`number\` whole numbers of up to six digits, \`select\` one of its options.

## Kinds, and what is said when a value does not fit

${kinds.map(kindSection).join('\n\n')}
`
}

function kindSection(kind: string): string {
  const sentences = [...flat.en].filter(([key]) => key.startsWith('fields.') && key.split('.')[1] === kind)
  return `### ${kind}\n\n${sentences.map(([key, text]) => `- \`${key.replace(/^fields\./, '')}\`: ${text}`).join('\n')}`
}

export const generated: [file: string, make: () => string][] = [
  ['docs/roles.md', rolesPage],
  ['docs/fields.md', fieldsPage],
]

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, make] of generated) writeFileSync(rootPath(file), make())
}
