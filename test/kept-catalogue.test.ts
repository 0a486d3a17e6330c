/** A database with an older catalogue, whose editor has written in it, gets what the forms of applications need. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import type { FormField, ServiceDefinition } from '../src/catalogue/definition.js'
import { parts } from '../src/catalogue/definition.js'
import { findBadReferences } from '../src/catalogue/references.js'
import { importParts, readFiles, readParts } from '../src/catalogue/seed.js'
import { transaction } from '../src/db/db.js'
import { freshDatabase, type TestDatabase } from './support/database.js'

const migration = new URL('../migrations/0019_application-forms.sql', import.meta.url)
const seed = parts.map(part => new URL(`../src/catalogue/seed/${part}.yaml`, import.meta.url))

/** As it was before there were sections: fields that came with them are told by the migration. */
function asBefore(service: ServiceDefinition, added: (key: string) => boolean): ServiceDefinition {
  if (!service.sections) return service
  const { sections, givesPaper, ...rest } = service
  const bare = ({ section, when, min, max, decimals, period, prefill, ways, ...field }: FormField) => ({
    ...field,
    required: when ? false : field.required,
  })
  return {
    ...rest,
    documents: service.documents.map(({ field, ...text }) => text),
    fields: service.fields.filter(({ key }) => !added(key)).map(bare),
  }
}

describe('a catalogue that is kept', () => {
  let database: TestDatabase
  before(async () => {
    database = await freshDatabase()
  })
  after(() => database.drop())

  it('gets sections, conditions and papers, and keeps what its editor wrote', async () => {
    const sql = await readFile(migration, 'utf8')
    const all = await readFiles(seed)
    const now = all.services ?? []
    const isNew = (slug: string) => (key: string) => new RegExp(`'${slug}'.*"key":"${key}","new"`).test(sql)
    const old = now.map(service => asBefore(service, isNew(service.slug)))
    const own = old.find(({ slug }) => slug === 'metadimotefsi') as ServiceDefinition
    own.summary.el = 'Όπως το γράψαμε εμείς.'
    const asked = old.find(({ slug }) => slug === 'ektafi') as ServiceDefinition
    asked.fields = [...asked.fields, { key: 'our_own', label: { el: 'Δικό μας', en: 'Ours' }, type: 'text', required: false }]
    await transaction(database.pool, tx => importParts(tx, { ...all, services: old }))

    await database.pool.query(sql)

    const kept = await readParts(database.pool)
    assert.deepEqual(findBadReferences(kept), [])
    for (const service of kept.services) {
      const expected = now.find(({ slug }) => slug === service.slug) as ServiceDefinition
      if (service.slug === 'ektafi') assert.equal(service.sections, undefined)
      else if (service.slug !== 'metadimotefsi') assert.deepEqual(service, expected)
      else assert.deepEqual(service, { ...expected, summary: { ...expected.summary, el: 'Όπως το γράψαμε εμείς.' } })
    }
  })
})
