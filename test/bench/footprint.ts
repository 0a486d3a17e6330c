/** Row 6: the memory of one process that does everything, under load; and how soon a start answers. */
import { setInterval } from 'node:timers'
import sharp from 'sharp'
import { Visit } from '../support/portal.js'
import { show, showSpread, spreadOf } from './compare.js'
import { type Ask, fromFront, load } from './load.js'
import { childrenOf, cpuOf, memoryOf, type Server } from './machine.js'
import type { Row } from './report.js'
import { startPortal } from './servers.js'
import { cookieOf, insertRequests, password, type Town } from './town.js'

const megabytes = 150
const seconds = 0.8
const starts = 7
const slug = 'ilektrofotismos-provlima'

/** Letters and the clock included. */
export async function memory(town: Town): Promise<Row> {
  await town.owner.query('truncate service_request, request_event, letter, photo, draft, rate_limit')
  await insertRequests(town.owner, 128)
  const portal = await startPortal(town, { settings: { JOBS: 'on' } })
  const seen = { pss: 0, rss: 0, photos: 0 }
  const look = setInterval(() => {
    const { pss, rss } = memoryOf(portal.pid)
    const photos = childrenOf(portal.pid).reduce((sum, pid) => sum + (memoryOf(pid).pss || 0), 0)
    Object.assign(seen, { pss: Math.max(seen.pss, pss), rss: Math.max(seen.rss, rss), photos: Math.max(seen.photos, photos) })
  }, 50)
  await everything(portal)
  clearInterval(look)
  await portal.stop()
  return {
    what: 'memory of one process under load, most (PSS)',
    measured: `${show(seen.pss, 0)} MB`,
    bar: `≤ ${megabytes} MB`,
    met: seen.pss > 0 ? seen.pss <= megabytes : undefined,
    notes: [
      `its own and its share of what it shares; all it can see (RSS): ${show(seen.rss, 0)} MB; the process that opens photos, while there are any: ${show(seen.photos, 0)} MB`,
    ],
  }
}

async function everything(portal: Server): Promise<void> {
  let asked = 0
  const signedIn = (): Ask => ({ path: '/requests', headers: { cookie: cookieOf(1 + (asked++ % 128)) } })
  const questions = ['σκουπίδια', 'πιστοποιητικό γέννησης', 'φως', 'κλάδεμα', 'xalasmenos kados']
  const search = (): Ask => ({ path: `/services?q=${encodeURIComponent(`${questions[asked++ % 5]} ${asked % 400}`)}` })
  await load(portal, () => ({ path: `/services/${slug}` }), { amount: 3000 })
  for (let turn = 0; turn < 3; turn++) {
    await Promise.all([
      load(portal, signedIn, { amount: 600 }),
      load(portal, search, { amount: 300, connections: 4 }),
      ...[1, 2, 3, 4].map(n => citizen(portal, 1300 + 4 * turn + n)),
    ])
  }
}

/** Signs in, writes, adds a photo as large as a telephone makes them, sends. */
export async function citizen(portal: Server, n: number): Promise<void> {
  const visit = new Visit(portal.url, { ...fromFront, origin: 'https://portal.example', 'x-forwarded-for': `10.8.0.${n - 1300}` })
  await visit.get('/login')
  await visit.post('/login', { username: `bench${n}`, password })
  await visit.get(`/services/${slug}/request?subcategory=lamp_out`)
  const photo = await sharp({
    create: { width: 4000, height: 3000, channels: 3, background: '#557799', noise: { type: 'gaussian', mean: 128, sigma: 20 } },
  })
    .jpeg({ quality: 70 })
    .toBuffer()
  const fields = { subcategory: 'lamp_out', street: 'Ξάνθου', street_number: '12', description: 'Δεν ανάβει εδώ και μέρες' }
  const check = await visit.postFiles(`/services/${slug}/request`, fields, [
    { name: 'photos', filename: 'a.jpg', type: 'image/jpeg', data: photo },
  ])
  const key = /name="submission_key" value="([^"]+)"/.exec(check.html)?.[1]
  const receipt = await visit.post(`/services/${slug}/request`, { confirmed: 'yes', submission_key: key ?? '' })
  if (!/^\/requests\/\d{9}/.test(receipt.path)) throw new Error(`a submission ended on ${receipt.path}: ${receipt.text.slice(0, 300)}`)
}

/** From the start of the process to its first page, the database up and migrated. */
export async function start(town: Town): Promise<Row> {
  const took: number[] = []
  const cpu: number[] = []
  for (let turn = 0; turn < starts; turn++) {
    const portal = await startPortal(town, { settings: { JOBS: 'on' } })
    took.push(portal.millisecondsToFirstPage / 1000)
    cpu.push(cpuOf(portal.pid) / 1e6)
    await portal.stop()
  }
  const spread = spreadOf(took)
  return {
    what: 'start to first page, seconds',
    measured: showSpread(spread),
    bar: `≤ ${seconds}`,
    met: spread.median <= seconds,
    notes: [`of which processor time ${showSpread(spreadOf(cpu))}`],
  }
}
