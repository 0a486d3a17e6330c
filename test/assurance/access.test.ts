/** Every address with somebody's thing in it: asked for by its owner, by another citizen, by clerks, and by nobody. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { answers, type Door, listRoutes, type Scene, service, setScene } from '../support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff } from '../support/people.js'
import { type Page, startPortal, type TestPortal, type Visit } from '../support/portal.js'
import { personal } from '../support/registering.js'
import { rowsOf } from '../support/rows.js'

let portal: TestPortal
let scene: Scene
const others: Record<string, Visit> = {}
before(async () => {
  portal = await startPortal({ JOBS: 'off' })
  scene = await setScene(portal)
  others.neighbour = await signIn(portal, await makeCitizen(portal, { level: 'B' }))
  others.visitor = portal.visit()
  others.otherClerk = await signInStaff(portal, await makeStaff(portal, ['clerk', 'supervisor'], ['kathariotita']))
  others.editor = await signInStaff(portal, await makeStaff(portal, ['editor'], ['ilektrofotismos']))
  others.administrator = await signInStaff(
    portal,
    await makeStaff(portal, ['administrator', 'auditor', 'finance', 'registrar'], ['ilektrofotismos']),
  )
  await others.visitor.get('/login')
  await others.neighbour.get('/account')
  for (const name of ['otherClerk', 'editor', 'administrator']) await (others[name] as Visit).get('/desk/account')
})
after(() => portal.stop())

const visitOf = (who: string) => others[who] as Visit
const isPersonal = (path: string) => /:(number|id|ref)\b/.test(path)

/** What stands in an address instead of `:number`, `:id` and `:ref`: the owner's, or nobody's. */
const samples = (photo: string, path = '') => ({
  slug: 'kathariotita-provlima',
  number: /receipt|papers|correction/.test(path) ? scene.application : path.endsWith('/address') ? scene.addressed : scene.number,
  field: 'kepa',
  id: path.startsWith('/desk/post/batches') ? scene.batch : path.startsWith('/desk/post/parcels') ? scene.parcel : photo,
  ref: scene.otherSession,
  move: 'take',
})
const nobodys = {
  slug: 'kathariotita-provlima',
  number: '111111118',
  field: 'kepa',
  id: '00000000-0000-4000-8000-000000000000',
  ref: '0'.repeat(64),
  move: 'take',
}
const fill = (path: string, values: Record<string, string>) => path.replace(/:(\w+)/g, (_all, name: string) => values[name] as string)

/** Of a page, what could tell one refusal from another. */
const told = ({ status, html }: Page, ...typed: string[]) =>
  typed.reduce((text, word) => text.replaceAll(word, '~'), `${status} ${html}`).replace(/value="[^"]*"|data-csrf="[^"]*"/g, '')

async function addresses(method: string): Promise<string[]> {
  return (await listRoutes(portal)).filter(route => route.method === method && isPersonal(route.path)).map(({ path }) => path)
}

describe('an address with somebody’s thing in it', () => {
  it('opens to its owner, or to the clerk it lies with', async () => {
    const looked = await addresses('get')
    assert.deepEqual(looked.sort(), [
      '/attachments/:id',
      '/desk/attachments/:id',
      '/desk/photos/:id',
      '/desk/post/batches/:id',
      '/desk/post/batches/:id/labels.pdf',
      '/desk/post/batches/:id/letters.pdf',
      '/desk/post/parcels/:id',
      '/desk/requests/:number',
      '/desk/requests/:number/receipt.pdf',
      '/photos/:id',
      '/requests/:number',
      '/requests/:number/address',
      '/requests/:number/correction',
      '/requests/:number/mend',
      '/requests/:number/papers/:field',
      '/requests/:number/receipt',
      '/requests/:number/receipt.pdf',
    ])
    for (const path of looked) {
      const visit = path.startsWith('/desk/') ? scene.visits.clerk : scene.visits.citizen
      assert.equal((await visit.get(fill(path, samples(scene.sentPhoto, path)))).status, 200, path)
    }
    for (const kind of ['photos', 'attachments'])
      assert.equal((await scene.visits.citizen.get(`/${kind}/${scene.draftPhoto}`)).status, 200, kind)
  })

  it('is to another citizen what does not exist, word for word', async () => {
    for (const path of (await addresses('get')).filter(one => !one.startsWith('/desk/')))
      for (const photo of [scene.sentPhoto, scene.draftPhoto]) {
        const real = samples(photo, path)
        const page = await visitOf('neighbour').get(fill(path, real))
        const none = await visitOf('neighbour').get(fill(path, nobodys))
        assert.equal(page.status, 404, path)
        assert.equal(told(page, real.number, real.id), told(none, nobodys.number, nobodys.id), path)
      }
  })

  it('asks a visitor to sign in, and shows nothing', async () => {
    for (const path of await addresses('get')) {
      const page = await portal.visit().get(fill(path, samples(scene.sentPhoto)))
      assert.match(page.path, path.startsWith('/desk/') ? /^\/desk\/login/ : /^\/login/, path)
      assert.doesNotMatch(page.html, /Ξάνθου|Δεν ανάβει/)
    }
  })

  it('is closed to staff whose matter it is not', async () => {
    for (const path of await addresses('get')) {
      for (const who of ['otherClerk', 'editor', 'administrator']) {
        const page = await visitOf(who).get(fill(path, samples(scene.sentPhoto, path)))
        assert.ok([403, 404].includes(page.status), `${who} ${path}: ${page.status}`)
      }
    }
    for (const kind of ['photos', 'attachments'])
      assert.equal(
        (await scene.visits.clerk.get(`/desk/${kind}/${scene.draftPhoto}`)).status,
        404,
        `${kind}: what is not yet sent is its owner’s alone`,
      )
  })

  it('takes nothing from anybody else', async () => {
    const earlier = await rowsOf(portal, ['session', 'rate_limit'])
    const doors = new Map(scene.doors.map(door => [door.route, door] as const))
    for (const route of await addresses('post')) {
      const { path, fields } = doors.get(route) as Door
      const desk = route.startsWith('/desk/')
      for (const [who, visit] of Object.entries(others)) {
        const page = await visit.post(path, fields, { follow: false })
        const asked = page.status === 303 && /^\/(desk\/)?login/.test(page.headers.get('location') ?? '')
        const refused = who === 'visitor' ? asked : [403, 404].includes(page.status)
        assert.ok(refused, `${who} ${route}: ${page.status} ${page.headers.get('location')}`)
        assert.ok(who === 'visitor' || !page.text.includes('έμεινε ανοιχτή'), `${who} ${route}: refused for its token`)
        if (who === 'neighbour') assert.equal(page.status, desk ? 403 : 404, route)
      }
    }
    assert.deepEqual(await rowsOf(portal, ['session', 'rate_limit']), earlier)
  })

  it('shows a draft to whoever wrote it', async () => {
    const own = await scene.visits.citizen.get(`${service}?subcategory=lamp_out`)
    await scene.visits.citizen.post(service, { ...answers, description: 'Μόνο για τα μάτια μου', street: '' })
    for (const visit of [portal.visit(), visitOf('neighbour')]) {
      for (const path of [`${service}?subcategory=lamp_out`, `${service}/check`])
        assert.doesNotMatch((await visit.get(path)).html, /Μόνο για τα μάτια/)
    }
    assert.equal(own.status, 200)
    assert.match((await scene.visits.citizen.get(`${service}?subcategory=lamp_out`)).html, /Μόνο για τα μάτια/)
  })

  it('cannot be made to say more by asking for its owner by name', async () => {
    const page = await visitOf('neighbour').get(
      `/requests?citizen_id=${scene.person.id}&citizenId=${scene.person.id}&owner=${scene.person.username}`,
    )
    assert.doesNotMatch(page.html, new RegExp(scene.number))
  })
})

describe('what a clerk sees', () => {
  it('is what the matter needs: no ΑΦΜ, no paper, no birth date, no password', async () => {
    await scene.visits.citizen.get('/account/level-b')
    assert.equal((await scene.visits.citizen.post('/account/level-b', personal)).path, '/verification')
    const page = await scene.visits.clerk.get(`/desk/requests/${scene.number}`)
    assert.equal(page.status, 200)
    for (const secret of ['094259216', '123456', '/1980', 'Γεώργιος', 'ΚΕΦΟΔΕ', '$argon2', scene.person.username])
      assert.equal(page.text.includes(secret), false, secret)
    assert.equal(page.html.includes(scene.person.id), false)
  })
})
