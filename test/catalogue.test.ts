/** The catalogue as a visitor, a citizen and an editor meet it. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Citizen } from '../src/access/actor.js'
import { papersOf } from '../src/catalogue/bag.js'
import { type Catalogue, createCatalogue, isOnline } from '../src/catalogue/catalogue.js'
import { runCatalogueCommand } from '../src/catalogue/command.js'
import type { Service } from '../src/catalogue/definition.js'
import { CatalogueProblem } from '../src/catalogue/files.js'
import { today } from '../src/catalogue/today.js'
import { showMoney } from '../src/i18n/money.js'
import type { Portal } from '../src/portal.js'
import { createLog } from '../src/web/log.js'
import { freshDatabase, type TestDatabase } from './support/database.js'
import { makeCitizen, makeStaff, signIn, signInStaff } from './support/people.js'
import { startPortal, type TestPortal } from './support/portal.js'

const mainOf = (html: string) => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? ''

describe('the pages of the catalogue', () => {
  let portal: TestPortal
  let catalogue: Catalogue

  before(async () => {
    portal = await startPortal()
    catalogue = await createCatalogue(portal.portal, () => {})
  })
  after(async () => {
    await catalogue.close()
    await portal.stop()
  })

  it('has sixty services in twelve categories and sixteen departments', () => {
    assert.deepEqual([catalogue.services.length, catalogue.categories.length, catalogue.departments.length], [60, 12, 16])
    assert.equal(catalogue.services.filter(isOnline).length, 48)
    assert.equal(catalogue.services.filter(({ channel }) => channel === 'application' || channel === 'certificate_by_post').length, 41)
  })

  it('shows every service whole, in Greek and in English', async () => {
    const visit = portal.visit()
    for (const service of catalogue.services) {
      for (const lang of ['el', 'en'] as const) {
        const page = await visit.get(`/services/${service.slug}?lang=${lang}`)
        assert.equal(page.status, 200, service.slug)
        assert.ok(page.html.includes('<title>') && page.text.includes(service.title[lang]), service.slug)
        for (const text of [
          service.summary,
          service.who,
          ...service.documents,
          ...service.law,
          service.cost.note,
          service.time.note,
          service.alternative,
        ]) {
          if (text) assert.ok(page.text.includes(text[lang].replace(/\s+/g, ' ')), `${service.slug}: ${text[lang]}`)
        }
        assert.match(mainOf(page.html), /href="tel:\d{10}"/, `${service.slug} has no phone`)
        assert.doesNotMatch(page.text, /undefined|null|NaN|\[object|catalogue\.|plausible|{{|}}/, service.slug)
      }
    }
  })

  it('has no Greek on English pages but names', async () => {
    const visit = portal.visit()
    const pages = [
      '/services',
      '/levels',
      '/bag',
      '/services?q=birth',
      '/services?q=zzzqqq',
      '/services?category=politis',
      '/services?event=pantrevomai',
    ]
    const services = catalogue.services.flatMap(({ slug, fields }) =>
      fields.length ? [`/services/${slug}`, `/services/${slug}/blank`] : [`/services/${slug}`],
    )
    for (const path of [...pages, ...services]) {
      const page = await visit.get(`${path}${path.includes('?') ? '&' : '?'}lang=en`)
      assert.equal(page.status, 200, path)
      const main = mainOf(page.html).replace(/<[^>]*lang="el"[\s\S]*?<\/\w+>/g, '')
      assert.doesNotMatch(main, /\p{Script=Greek}/u, path)
    }
  })

  it('leads a visitor from each of the seven reports to its form, and from the applications to registration or a blank one', async () => {
    for (const service of catalogue.services) {
      const { html } = await portal.visit().get(`/services/${service.slug}`)
      const report = service.channel === 'complaint'
      assert.equal(html.includes(`href="/services/${service.slug}/request"`), report, service.slug)
      assert.equal(html.includes(`href="/services/${service.slug}/blank"`), isOnline(service) && !report, service.slug)
    }
  })

  it('says of whom a thing is asked, how a paper may come and who pays the postage', async () => {
    const visit = portal.visit()
    const birth = (await visit.get('/services/pistopoiitiko-gennisis')).text
    assert.match(birth, /Ονοματεπώνυμο του προσώπου.{0,30} Μόνο αν στο «Για ποιον είναι» απαντήσετε «Για το ανήλικο παιδί μου» ή «Για τον/)
    assert.match(birth, /Εξουσιοδότηση ή άλλο έγγραφο που δείχνει ότι το δικαιούστε Μόνο αν/)
    const nursery = (await visit.get('/services/eggrafi-paidikou-stathmou')).text
    assert.match(nursery, /Ληξιαρχική πράξη γέννησης Αν το έχουμε ήδη, δεν το φέρνετε\. Μπορούμε να το ζητήσουμε εμείς/)
    assert.match((await visit.get('/services/kopi-dentrou')).text, /με το ταχυδρομείο, τα ταχυδρομικά τα πληρώνετε εσείς/)
    assert.doesNotMatch((await visit.get('/services/eggrafi-kapi')).text, /ταχυδρομικά/)
  })

  it('draws a blank form with every question and the papers, for a pen', async () => {
    const service = catalogue.service('metadimotefsi') as Service
    const page = await portal.visit().get('/services/metadimotefsi/blank')
    for (const section of service.sections ?? []) assert.ok(page.text.includes(section.title.el), section.key)
    assert.match(page.text, /Δέχομαι να πληρώσω[^.]*Μόνο αν στο «Πώς θα πάρετε την απόφαση» απαντήσετε «Με το ταχυδρομείο/)
    for (const field of service.fields) if (field.type !== 'file') assert.ok(page.text.includes(field.label.el), field.key)
    for (const paper of service.documents) assert.ok(page.text.includes(paper.el), paper.el)
    assert.doesNotMatch(mainOf(page.html), /<(input|select|textarea)/)
    assert.equal((await portal.visit().get('/services/kep/blank')).status, 404)
  })

  it('answers 404 for what does not exist', async () => {
    for (const path of [
      '/services/nothing',
      '/services/nothing/blank',
      '/services/%E0%A4%A',
      '/services/constructor',
      '/services/__proto__',
    ]) {
      assert.match(String((await portal.visit().get(path)).status), /^4\d\d$/, path)
    }
  })

  it('tells of dangers before it offers the form, and of what others do', async () => {
    const page = await portal.visit().get('/services/technika-provlima')
    assert.ok(page.html.indexOf('tel:112') < page.html.indexOf('/services/technika-provlima/request'))
    assert.match(page.text, /Τι κάνουν άλλοι, όχι ο δήμος.*ΕΥΔΑΠ/)
  })

  it('keeps a visitor’s page ready, and never gives it to somebody with a session', async () => {
    const visit = portal.visit()
    await visit.get('/services/kep')
    const again = await visit.get('/services/kep')
    assert.equal(again.headers.get('cache-control'), 'public, no-cache')
    const etag = again.headers.get('etag') as string
    assert.equal((await visit.get('/services/kep', { headers: { 'if-none-match': etag } })).status, 304)

    const citizen = await signIn(portal, await makeCitizen(portal))
    const own = await citizen.get('/services/kep')
    assert.equal(own.headers.get('cache-control'), 'no-store')
    assert.match(own.text, /Δοκιμάκη/)
    assert.doesNotMatch((await portal.visit().get('/services/kep')).text, /Δοκιμάκη/)
  })

  it('tells each person only what they still lack', async () => {
    const a = await signIn(portal, await makeCitizen(portal))
    assert.match((await a.get('/services/technika-provlima')).text, /Δεν σας λείπει τίποτα/)
    const preparing = await a.get('/services/metadimotefsi')
    assert.match(preparing.text, /Μία επίσκεψη στο γκισέ.*Γράψτε την αίτηση από τώρα/)
    assert.match(mainOf(preparing.html), /href="\/services\/metadimotefsi\/request"[\s\S]*href="\/verification"/)
    const b = await signIn(portal, await makeCitizen(portal, { level: 'B' }))
    const page = await b.get('/services/geniki-aitisi')
    assert.equal(/Δεν σας λείπει τίποτα/.test(page.text), !/πρέπει πρώτα να ελέγξουμε ξανά/.test(page.text))
    assert.match((await b.get('/levels')).text, /Επίπεδο Β: πιστοποιημένος χρήστης Το επίπεδό σας/)
  })

  it('shows only staff how sure it is', async () => {
    const clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['dimotologio']))
    assert.match((await clerk.get('/services/metadimotefsi')).text, /Μόνο για υπαλλήλους.*Βεβαιότητα/)
    const citizen = await signIn(portal, await makeCitizen(portal))
    for (const visit of [citizen, portal.visit()])
      assert.doesNotMatch((await visit.get('/services/metadimotefsi')).text, /Βεβαιότητα|mitos/)
  })

  it('searches from the page, and offers a way on where nothing is found', async () => {
    const found = await portal.visit().get('/services?q=vevaiosi+katoikias')
    assert.match(found.text, /Βρέθηκ\S+ \d+ υπηρεσ\S+.*Βεβαίωση μόνιμης κατοικίας/)
    const none = await portal.visit().get('/services?q=ζζζζκκκκ')
    assert.match(none.text, /Δεν βρήκαμε τίποτα για «ζζζζκκκκ».*Ρωτήστε μας.*213 2024400.*Κατηγορίες/)
    const evil = await portal.visit().get(`/services?q=${encodeURIComponent('<script>alert(1)</script>"')}`)
    assert.doesNotMatch(evil.html, /<script>alert/)
  })

  it('keeps to one category when asked, and does not mind what it does not know', async () => {
    const page = await portal.visit().get('/services?q=πιστοποιητικο&category=politis')
    assert.doesNotMatch(mainOf(page.html), /href="\/services\/vevaiosi-chriseon-gis"/)
    for (const query of [
      'category=nothing',
      'event=nothing',
      'q=a&q=b',
      'category=a&category=b',
      'q[]=a',
      'q=%',
      `q=${'a'.repeat(3000)}`,
    ]) {
      assert.equal((await portal.visit().get(`/services?${query}`)).status, 200, query)
    }
  })

  it('writes down what nobody found, once for each wording, and never what could be somebody’s', { timeout: 30_000 }, async () => {
    for (const query of ['ξξξψψψ', 'ΞΞΞΨΨΨ', 'ξξξψψψ 123456789', 'qqq@example.org'])
      await portal.visit().get(`/services?q=${encodeURIComponent(query)}`)
    await assertSoon(async () => {
      const { rows } = await portal.pool.query("select query, times from search_miss where query like 'ξξξ%' or query like 'qqq%'")
      assert.deepEqual(rows, [{ query: 'ξξξψψψ', times: 2 }])
    })
  })

  it('merges the papers of several services, each once', async () => {
    const page = await portal.visit().get('/bag?s=vevaiosi-monimis-katoikias&s=metadimotefsi&s=nothing&s=metadimotefsi')
    const list = /<ul class="paper-papers">[\s\S]*?<\/ul>/.exec(page.html)?.[0] ?? ''
    assert.equal(list.match(/Το δελτίο ταυτότητας ή το διαβατήριό σας/g)?.length, 1)
    assert.match(list, /Το δελτίο ταυτότητας[\s\S]*Βεβαίωση μόνιμης κατοικίας · Μεταδημότευση/)
    const all = papersOf(catalogue.services, catalogue.services)
    assert.equal(new Set(all.map(paper => paper.name.el)).size, all.length)
    assert.equal(
      all.find(paper => paper.name.el.startsWith('Πιστοποιητικό οικογενειακής'))?.source?.slug,
      'pistopoiitiko-oikogeneiakis-katastasis',
    )
    for (const query of ['', '?s=', '?s=nothing', `?${'s=kep&'.repeat(300)}`])
      assert.equal((await portal.visit().get(`/bag${query}`)).status, 200)
  })

  it('drops the ready page when the catalogue changes', { timeout: 30_000 }, async () => {
    const before = await portal.visit().get('/services/anakyklosi')
    await portal.pool.query(
      `update service set summary = jsonb_set(summary, '{el}', '"Νέα περίληψη της υπηρεσίας."') where slug = 'anakyklosi'`,
    )
    assert.equal((await portal.visit().get('/services/anakyklosi')).text, before.text)
    await portal.pool.query('update catalogue_version set version = version + 1')
    await assertSoon(async () => assert.match((await portal.visit().get('/services/anakyklosi')).text, /Νέα περίληψη/))
  })
})

/** Looks again and again for what happens by itself a moment later; the test's own limit ends a vain wait. */
async function assertSoon(check: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await check()
    } catch (problem) {
      if (!(problem instanceof assert.AssertionError)) throw problem
    }
  }
}

describe('«can I do it today?»', () => {
  const citizen = (level: 'A' | 'B', wantsLevelB = false) => ({ kind: 'citizen', level, wantsLevelB }) as Citizen
  const service = (channel: Service['channel'], minLevel: Service['minLevel'], fields = [{}], documents: unknown[] = []) =>
    ({ slug: 's', channel, minLevel, fields, documents }) as unknown as Service
  const steps = (one: Service, actor: Parameters<typeof today>[1]) => today(one, actor).steps.join(' ')

  it('lets a visitor begin a report and asks for an account only to send it', () => {
    const report = service('complaint', 'A')
    assert.equal(steps(report, { kind: 'visitor' }), 'account')
    assert.equal(today(report, { kind: 'visitor' }).action?.href, '/services/s/request')
    assert.equal(steps(report, citizen('A')), '')
  })

  it('lists what leads to Level B for those who are not there yet', () => {
    const certified = service('complaint', 'B')
    assert.equal(steps(certified, { kind: 'visitor' }), 'register verify')
    assert.equal(steps(certified, citizen('A')), 'wish verify')
    assert.equal(steps(certified, citizen('A', true)), 'verify')
    assert.equal(steps(certified, citizen('B')), '')
  })

  it('lets an account write an application before it may send it, and a blank one be printed by anybody', () => {
    const application = service('application', 'B')
    const ways = (actor: Parameters<typeof today>[1], lacking = false) => {
      const { action, others = [] } = today(application, actor, lacking)
      return [action, ...others].map(way => way?.href).join(' ')
    }
    assert.equal(ways({ kind: 'visitor' }), '/register /services/s/blank')
    assert.equal(ways(citizen('A')), '/services/s/request /verification /services/s/blank')
    assert.equal(ways(citizen('B')), '/services/s/request /services/s/blank')
    assert.equal(ways(citizen('B'), true), '/services/s/request /verification')
    assert.deepEqual(today(application, citizen('B'), true).steps, ['recheck'])
  })

  it('names the department where a service is only read about', () => {
    assert.equal(steps(service('information', 'none', []), { kind: 'visitor' }), 'ask')
  })

  it('offers staff no button', () => {
    assert.equal(
      today(service('complaint', 'A'), { kind: 'staff', id: '', username: '', name: '', roles: [], departments: [], desk: null }).action,
      undefined,
    )
  })
})

describe('the catalogue as files', () => {
  let database: TestDatabase
  let folder: string
  let catalogue: Catalogue
  let changes = 0

  before(async () => {
    database = await freshDatabase()
    folder = await mkdtemp(join(tmpdir(), 'catalogue-'))
    catalogue = await createCatalogue({ pool: database.pool, log: createLog('silent') } as Portal, () => void changes++)
    await run('export', folder)
  })
  after(async () => {
    await catalogue.close()
    await database.drop()
    await rm(folder, { recursive: true })
  })

  const run = (...args: string[]) => runCatalogueCommand(database.pool, args)
  const version = async () => (await database.pool.query('select version::int from catalogue_version')).rows[0].version

  async function edit(file: string, change: (yaml: string) => string): Promise<string> {
    const path = join(folder, file)
    const yaml = await readFile(path, 'utf8')
    const changed = change(yaml)
    assert.notEqual(changed, yaml, 'the edit changes nothing')
    await writeFile(path, changed)
    return yaml
  }

  async function refused(file: string, change: (yaml: string) => string, sentence: RegExp): Promise<void> {
    const kept = await edit(file, change)
    await assert.rejects(run('import', join(folder, file)), problem => {
      assert.ok(problem instanceof CatalogueProblem)
      assert.match(problem.message, sentence)
      return true
    })
    await writeFile(join(folder, file), kept)
  }

  it('changes nothing when what was exported is imported', async () => {
    const before = await version()
    assert.equal(await run('import', folder), 'Δεν άλλαξε τίποτα.')
    assert.equal(await version(), before)
    const again = await mkdtemp(join(tmpdir(), 'catalogue-'))
    await run('export', again)
    for (const file of ['services.yaml', 'answers.yaml', 'synonyms.yaml', 'departments.yaml']) {
      assert.equal(await readFile(join(again, file), 'utf8'), await readFile(join(folder, file), 'utf8'))
    }
    await rm(again, { recursive: true })
  })

  it('takes an edit, raises the version of that service alone, and is seen', async () => {
    await edit('services.yaml', yaml => yaml.replace('el: Μεταδημότευση', 'el: Αλλαγή δήμου'))
    assert.equal(await run('import', join(folder, 'services.yaml')), 'Άλλαξαν: services.yaml.')
    const { rows } = await database.pool.query('select slug, version from service where version > 1')
    assert.deepEqual(rows, [{ slug: 'metadimotefsi', version: 2 }])
    await catalogue.search('αλλαγη δημου')
    await catalogue.refresh()
    assert.equal(changes, 1)
    assert.equal(catalogue.service('metadimotefsi')?.title.el, 'Αλλαγή δήμου')
    assert.equal((await catalogue.search('αλλαγη δημου')).services[0]?.slug, 'metadimotefsi')
  })

  it('answers an editor’s mistake with a sentence of file, service and field, and changes nothing', async () => {
    const before = await version()
    await refused(
      'services.yaml',
      yaml => yaml.replace('minLevel: B', 'minLevel: C'),
      /services\.yaml, [a-z-]+, minLevel: πρέπει να είναι ένα από τα none, A, B/,
    )
    await refused(
      'services.yaml',
      yaml => yaml.replace('department: dimotologio', 'department: dimotologia'),
      /services\.yaml, [a-z-]+, department: το «dimotologia» δεν υπάρχει/,
    )
    await refused(
      'services.yaml',
      yaml => yaml.replace('    en: Family status certificate\n', ''),
      /services\.yaml, pistopoiitiko-oikogeneiakis-katastasis, title\.en: λείπει/,
    )
    await refused('services.yaml', yaml => yaml.replace('required: true', 'requierd: true'), /fields\.subject.*«requierd»/)
    await refused(
      'services.yaml',
      yaml => yaml.replace('type: select', 'type: selekt'),
      /fields\.subject\.type: πρέπει να είναι ένα από τα text, /,
    )
    await refused('services.yaml', yaml => yaml.replace('type: select', 'type: text'), /επιλογές έχει κάθε πεδίο select/)
    await refused(
      'services.yaml',
      yaml => yaml.replace('slug: pistopoiitiko-gennisis', 'slug: metadimotefsi'),
      /«metadimotefsi» υπάρχει δύο φορές/,
    )
    await refused('services.yaml', yaml => yaml.replace('https://www.gov.gr', 'www.gov.gr'), /url: το «www\.gov\.gr» δεν είναι διεύθυνση/)
    await refused('services.yaml', yaml => `${yaml}\n  - broken: [`, /services\.yaml: δεν διαβάζεται ως YAML/)
    await refused(
      'synonyms.yaml',
      yaml => yaml.replace('- kathariotita-provlima', '- katharos'),
      /synonyms\.yaml, σκουπίδια, services: το «katharos» δεν υπάρχει/,
    )
    await assert.rejects(run('import', join(folder, 'nothing.yaml')), /Δεν υπάρχει/)
    await assert.rejects(run('import'), /Χρήση/)
    assert.equal(await version(), before)
  })

  it('does not let a service vanish that somebody has asked for', async () => {
    await database.pool.query(
      `insert into service_form (service, version, title, fields, subcategories) values ('technika-provlima', 1, '{}', '[]', '[]')`,
    )
    await refused(
      'services.yaml',
      yaml => yaml.replace(/- slug: technika-provlima\n[\s\S]*?(?=- slug: )/, ''),
      /η υπηρεσία technika-provlima δεν μπορεί να σβηστεί/,
    )
    const { rowCount } = await database.pool.query(`select from service where slug = 'technika-provlima'`)
    assert.equal(rowCount, 1)
  })
})

describe('money', () => {
  it('is written as people here write it', () => {
    assert.deepEqual(
      [showMoney(123456, 'el'), showMoney(1800, 'el'), showMoney(5, 'el'), showMoney(-1000000, 'en')],
      ['1.234,56 €', '18,00 €', '0,05 €', '−€10,000.00'],
    )
  })
})
