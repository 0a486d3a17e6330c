/** A service of the tests with everything a form may have, and a way to change it while somebody fills it in. */
import assert from 'node:assert/strict'
import type { ServiceDefinition } from '../../src/catalogue/definition.js'
import type { Page, TestPortal, Visit } from './portal.js'
import { valueOf } from './portal.js'

export const slug = 'geniki-aitisi'
export const address = `/services/${slug}/request`

type Changes = Partial<ServiceDefinition>
type Fields = ServiceDefinition['fields']

const both = (text: string) => ({ el: text, en: `${text} (en)` })
const option = (value: string, text: string) => ({ value, label: both(text) })

export const fields = {
  subject: { key: 'subject', label: both('Θέμα'), type: 'text', required: true, section: 'what' },
  whose: {
    key: 'whose',
    label: both('Για ποιον'),
    type: 'select',
    required: true,
    section: 'what',
    options: [option('mine', 'Για μένα'), option('other', 'Για άλλον')],
  },
  other: {
    key: 'other_name',
    label: both('Όνομα του άλλου'),
    type: 'text',
    required: true,
    section: 'what',
    when: { field: 'whose', is: ['other'] },
  },
  urgent: { key: 'urgent', label: both('Είναι επείγον'), type: 'checkbox', required: false, section: 'what' },
  relation: {
    key: 'relation',
    label: both('Σχέση σας'),
    type: 'text',
    required: true,
    section: 'other',
    when: { field: 'whose', is: ['other'] },
  },
  afm: { key: 'tax_number', label: both('ΑΦΜ'), type: 'afm', required: true, section: 'you', prefill: 'afm' },
  since: { key: 'since', label: both('Από πότε'), type: 'date', required: true, section: 'you', period: 'past' },
  proof: { key: 'proof', label: both('Απόδειξη'), type: 'file', required: true, ways: ['bring', 'fetch'] },
  letter: { key: 'letter', label: both('Εξουσιοδότηση'), type: 'file', required: true, when: { field: 'whose', is: ['other'] } },
  delivery: {
    key: 'delivery',
    label: both('Πώς θα το πάρετε'),
    type: 'select',
    required: true,
    section: 'delivery',
    options: [option('post', 'Με το ταχυδρομείο'), option('counter', 'Από τον δήμο')],
  },
} satisfies Record<string, Fields[number]>

const whole: Changes = {
  claims: ['identity', 'afm'],
  givesPaper: true,
  documents: [{ ...both('Απόδειξη του τέλους'), field: 'proof' }],
  sections: [
    { key: 'what', title: both('Το αίτημα') },
    { key: 'other', title: both('Ο άλλος') },
    { key: 'you', title: both('Εσείς') },
    { key: 'delivery', title: both('Παραλαβή') },
  ],
  fields: Object.values(fields),
  time: { days: 50, unit: 'calendar', basis: 'legal', note: null },
}

/** The whole form, for oneself. */
export const answers = {
  subject: 'Θέλω μια βεβαίωση',
  whose: 'mine',
  other_name: '',
  tax_number: '090000045',
  since: '1/2/2020',
  way_proof: 'bring',
  delivery: 'post',
  delivery_to: 'profile',
}

/** Puts a definition in place, and waits until the portal has seen it. */
export async function define(portal: TestPortal, changes: Changes = {}): Promise<void> {
  const { rows } = await portal.pool.query<{ version: number }>(
    `update service set definition = definition || $2, version = version + 1,
       summary = jsonb_build_object('el', 'Έκδοση ' || version + 1, 'en', 'Version ' || version + 1)
     where slug = $1 returning version`,
    [slug, JSON.stringify({ ...whole, ...changes })],
  )
  await portal.pool.query('update catalogue_version set version = version + 1')
  const seen = async () => (await portal.visit().get(`/services/${slug}`)).text.includes(`Έκδοση ${rows[0]?.version}`)
  while (!(await seen())) await new Promise(resolve => setImmediate(resolve))
}

export async function sign(visit: Visit, password: string, changes: Record<string, string> = {}): Promise<Page> {
  const page = visit.last as Page
  assert.match(page.path, /\/check$/, page.text.slice(0, 600))
  return visit.post(address, {
    submission_key: valueOf(page, 'submission_key'),
    seen: valueOf(page, 'seen'),
    confirmed: 'yes',
    declaration: 'yes',
    password_current: password,
    ...changes,
  })
}
