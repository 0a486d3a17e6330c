/** Rows 1 to 3: pages against the plainest way to send the same bytes. */
import { readServices } from '../../src/catalogue/store.js'
import { inWords, rounds, shareOf, showSpread, spreadOf } from './compare.js'
import { type Ask, fromFront, load, type Measured } from './load.js'
import type { Server } from './machine.js'
import type { Row } from './report.js'
import { startPortal, startYardstick } from './servers.js'
import { citizenOf, cookieOf, insertRequests, type Town } from './town.js'

const many = Number(process.env.BENCH_ROUNDS ?? 8)

type Contest = {
  what: string
  bar: number
  portal: Server
  yardstick: Server
  against: string
  amount: number
  ours: () => Ask
  theirs?: () => Ask
}

async function contest({ what, bar, portal, yardstick, against, amount, ours, theirs = ours }: Contest): Promise<Row> {
  const pairs = await rounds(
    many,
    () => load(portal, ours, { amount }),
    () => load(yardstick, theirs, { amount }),
  )
  const share = spreadOf(pairs.map(shareOf))
  const words = (side: 'ours' | 'theirs') => inWords(pairs.map((pair): Measured => pair[side]))
  return {
    what,
    measured: showSpread(share),
    bar: `≥ ${bar}`,
    met: share.median >= bar,
    notes: [`portal: ${words('ours')}`, `${against}: ${words('theirs')}`],
  }
}

/** A token is never the same twice; all else must be. */
async function sameBytes(portal: Server, ours: Ask, yardstick: Server, theirs: Ask): Promise<void> {
  const read = async (server: Server, { path, headers }: Ask) => {
    const response = await fetch(`${server.url}${path}`, { headers: { ...fromFront, ...headers } })
    return (await response.text()).replace(/((?:name="_csrf" value|data-csrf)=")[^"]{36}"/g, '$1"')
  }
  const [one, other] = [await read(portal, ours), await read(yardstick, theirs)]
  if (one === other) return
  const at = [...one].findIndex((letter, place) => letter !== other[place])
  throw new Error(
    `${ours.path}: the yardstick sends other bytes from ${at} on:\n${one.slice(at - 80, at + 80)}\n---\n${other.slice(at - 80, at + 80)}`,
  )
}

/** 1. A page that is the same for every visitor. */
export async function servicePage(town: Town): Promise<Row> {
  const portal = await startPortal(town)
  const ask = { path: '/services/ilektrofotismos-provlima', headers: { 'accept-encoding': 'gzip' } }
  await fetch(`${portal.url}${ask.path}`)
  const yardstick = await startYardstick(town, 'bare', `${portal.url}${ask.path}`)
  await sameBytes(portal, ask, yardstick, ask)
  const row = await contest({
    what: 'a service page, visitor',
    bar: 0.55,
    portal,
    yardstick,
    against: 'bare node:http',
    amount: 10_000,
    ours: () => ask,
  })
  return ending(row, portal, yardstick)
}

/** 2. Search results. No question is asked twice soon, so that nobody answers from memory. */
export async function searchPage(town: Town): Promise<Row> {
  const questions = await makeQuestions(town)
  let asked = 0
  const ours = (): Ask => ({ path: `/services?q=${encodeURIComponent(questions[asked++ % questions.length] as string)}` })
  const portal = await startPortal(town)
  const yardstick = await startYardstick(town, 'search')
  for (const path of questions.slice(0, 5).map(question => `/services?q=${encodeURIComponent(question)}`))
    await sameBytes(portal, { path }, yardstick, { path })
  const row = await contest({
    what: 'search results, visitor, new questions',
    bar: 1.2,
    portal,
    yardstick,
    against: 'Express + EJS',
    amount: 1000,
    ours,
  })
  return ending(row, portal, yardstick)
}

/** Two words of a title each: more of them than the portal keeps answers of. */
async function makeQuestions({ owner }: Town): Promise<string[]> {
  const titles = (await readServices(owner)).map(({ title }) => title.el.split(/[^\p{L}]+/u).filter(word => word.length > 3))
  const pairs = titles.flatMap(words =>
    words.flatMap((one, place) => words.slice(place + 1).flatMap(other => [`${one} ${other}`, `${other} ${one}`])),
  )
  const single = [...new Set(titles.flat())]
  return [...new Set([...pairs, ...single.flatMap((one, place) => single.slice(place + 1, place + 8).map(other => `${one} ${other}`))])]
}

const readers = 128

/** 3. What somebody asked for, twenty of them, signed in. */
export async function myRequests(town: Town): Promise<Row> {
  await insertRequests(town.owner, readers)
  await town.owner.query(`create table yardstick_session (sid varchar primary key, sess json not null, expire timestamp(6) not null)`)
  await town.owner.query('create index on yardstick_session (expire); grant all on yardstick_session to thyrida_portal')
  const portal = await startPortal(town)
  const yardstick = await startYardstick(town, 'list')
  const entered = await Promise.all(Array.from({ length: readers }, (_, place) => enter(yardstick, place + 1)))
  const as = (cookie: string): Ask => ({ path: '/requests', headers: { cookie } })
  await sameBytes(portal, as(cookieOf(1)), yardstick, as(entered[0] as string))
  let asked = 0
  const ours = () => as(cookieOf(1 + (asked++ % readers)))
  const theirs = () => as(entered[asked++ % readers] as string)
  const row = await contest({
    what: 'my requests, signed in, 20 rows',
    bar: 1.3,
    portal,
    yardstick,
    against: 'Express + EJS + express-session + connect-pg-simple',
    amount: 1000,
    ours,
    theirs,
  })
  await town.owner.query('drop table yardstick_session')
  return ending(row, portal, yardstick)
}

async function enter(yardstick: Server, n: number): Promise<string> {
  const response = await fetch(`${yardstick.url}/enter/${citizenOf(n)}`)
  await response.text()
  return response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
}

async function ending(row: Row, ...servers: Server[]): Promise<Row> {
  for (const server of servers) await server.stop()
  return row
}
